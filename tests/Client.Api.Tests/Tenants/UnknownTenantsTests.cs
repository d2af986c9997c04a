using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Sanctum.Errors;
using Sanctum.Queues;
using Sanctum.Testing;
using Sanctum.Tests;
using Sanctum.Turns;

namespace Sanctum.Tenants;

/// <summary>A silo that does not know the tenants yet.</summary>
public sealed class UnknownTenantsTests : IAsyncLifetime
{
    private readonly HeldAnswers _answers = new();
    private readonly RunningGateway _gateway;

    public UnknownTenantsTests() => _gateway = new RunningGateway
    {
        AlsoRegister = services => services.AddSingleton<IIncomingGrainCallFilter>(_answers),
    };

    public async Task InitializeAsync()
    {
        var database = await (await PostgresServer.Shared).CreateMigratedDatabase();
        await using (var rows = NpgsqlDataSource.Create(database))
        await using (var insert = rows.CreateCommand("insert into tenant (name, state) values ('resting', 'suspended')"))
            await insert.ExecuteNonQueryAsync();
        await _gateway.StartUnready(database);
        await _gateway.BecomesReady();
    }

    public async Task DisposeAsync()
    {
        _answers.Release();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Suspended_tenant_is_refused_by_a_silo_that_had_no_answer_before_and_the_default_one_does_not_wait()
    {
        var grains = _gateway.Services.GetRequiredService<IGrainFactory>();
        await Eventually.True(() => Task.FromResult(_answers.Waiting > 0));

        var refused = grains.GetGrain<IQueueGrain>("resting/ada").Enqueue(NewMessage());
        // No agent has the name: it was looked for, so the tenant is in service.
        await Assert.ThrowsAsync<NotFoundException>(() => grains.GetGrain<IQueueGrain>("default/nobody").Enqueue(NewMessage()));
        Assert.False(refused.IsCompleted);
        _answers.Release();

        await Assert.ThrowsAsync<TenantSuspendedException>(() => refused);
    }

    private static Notification NewMessage() => new(
        Guid.NewGuid().ToString(), "talk", "sandbox", "test", "tester", "hello", QueuePriority.Normal, DateTimeOffset.UtcNow);

    /// <summary>Holds back every answer that names the tenants.</summary>
    private sealed class HeldAnswers : IIncomingGrainCallFilter
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _waiting;

        public int Waiting => Volatile.Read(ref _waiting);

        public void Release() => _released.TrySetResult();

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.Grain is ITenantsGrain && context.MethodName == nameof(ITenantsGrain.Follow))
            {
                Interlocked.Increment(ref _waiting);
                await _released.Task;
            }
            await context.Invoke();
        }
    }
}
