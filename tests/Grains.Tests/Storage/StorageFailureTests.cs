using Npgsql;

namespace Sanctum.Storage;

public sealed class StorageFailureTests
{
    [Theory]
    [InlineData(PostgresErrorCodes.InvalidPassword, true)]
    [InlineData(PostgresErrorCodes.InvalidAuthorizationSpecification, true)]
    [InlineData(PostgresErrorCodes.AdminShutdown, true)]
    [InlineData(PostgresErrorCodes.QueryCanceled, false)]
    [InlineData(PostgresErrorCodes.UniqueViolation, false)]
    public void A_database_that_lets_nobody_in_is_away_and_a_statement_that_is_wrong_is_not(string state, bool isOutage) =>
        Assert.Equal(isOutage, StorageFailure.IsOutage(new PostgresException("no", "FATAL", "FATAL", state)));
}
