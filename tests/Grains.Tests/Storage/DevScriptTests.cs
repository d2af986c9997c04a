using Npgsql;
using Sanctum.Testing;

namespace Sanctum.Storage;

public sealed class DevScriptTests
{
    [Fact]
    public async Task Psql_opens_the_server_that_one_already_has()
    {
        var database = await (await PostgresServer.Shared).CreateDatabase();

        // As others write it: names with spaces, and without the quotes that psql's own connection strings have.
        var said = await Commands.Run(
            Repository.Root, "sh", "-c", """SANCTUM_POSTGRES="$1" ./dev psql -tAc 'select current_database()'""", "sh",
            $"{database};SSL Mode=Prefer");

        Assert.Equal(new NpgsqlConnectionStringBuilder(database).Database, said.Trim());
    }
}
