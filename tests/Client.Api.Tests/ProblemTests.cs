using Npgsql;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Problems;
using Sanctum.Queues;

namespace Sanctum.Tests;

public sealed class ProblemTests
{
    public static TheoryData<Exception, int, string> Errors => new()
    {
        { new InvalidRequestException("text", "is empty."), 400, "invalid-request" },
        { new NotFoundException("agent", "x"), 404, "not-found" },
        { new ConflictException("It is retired."), 409, "conflict" },
        { new LeaseLostException(Guid.NewGuid(), 1), 409, "lease-lost" },
        { new PolicyDeniedException("tool.execute", "no."), 403, "policy-denied" },
        { new LimitExceededException("queue.depth", "Full.", TimeSpan.FromSeconds(3)), 429, "limit-exceeded" },
        { new StorageUnavailableException("Away."), 503, "storage-unavailable" },
        {
            new OrleansException("State could not be read.", new StorageUnavailableException("Away.")),
            503, "storage-unavailable"
        },
        {
            new OrleansException("State could not be read.", new NpgsqlException("Away.", new IOException())),
            503, "storage-unavailable"
        },
        { new OrleansException("Nobody there."), 503, "cluster-unavailable" },
        { new DependencyException("openai", "busy", ErrorClass.Transient, TimeSpan.FromSeconds(9)), 503, "dependency-failed" },
        { new DependencyException("openai", "no such key", ErrorClass.Permanent), 502, "dependency-failed" },
        { new QueueDrainingException("ada", "moving"), 409, "queue-draining" },
        { new AccountUnavailableException("bot", "paused.", TimeSpan.FromSeconds(1)), 409, "account-unavailable" },
        { new UnverifiedDeliveryException("it is too old."), 401, "unverified-delivery" },
        { new OrleansException("Refused.", new SessionExpiredException("board", "Log in.")), 502, "dependency-failed" },
        { new TimeoutException(), 504, "timeout" },
        { new InvalidCastException("secret inside"), 500, "internal" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void Error_is_always_the_same_problem(Exception error, int status, string code)
    {
        var problem = ProblemMap.From(error);

        Assert.Equal((status, code), (problem.Status, problem.Code));
        Assert.DoesNotContain("secret", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Limit_says_when_to_come_back() =>
        Assert.Equal(
            TimeSpan.FromSeconds(3),
            ProblemMap.From(new LimitExceededException("queue.depth", "Full.", TimeSpan.FromSeconds(3))).RetryAfter);
}
