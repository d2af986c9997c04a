using Sanctum.Examples;

namespace Sanctum.Examples
{
    /// <summary>What callers see.</summary>
    public interface IGreeterGrain : IGrainWithStringKey
    {
        /// <summary>Greets, and counts how often it did; the count survives every restart.</summary>
        Task<Greeting> Greet(string name);
    }

    /// <summary>A message: immutable, with numbered members.</summary>
    [GenerateSerializer, Immutable, Alias("example.greeting")]
    public sealed record Greeting([property: Id(0)] string Text, [property: Id(1)] int Count);

    /// <summary>What is kept, as a readable JSON row of grain_state.</summary>
    [GenerateSerializer, Alias("example.greeter-state")]
    public sealed class GreeterState
    {
        [Id(0)]
        public int Count { get; set; }
    }

    /// <summary>The grain.</summary>
    internal sealed class GreeterGrain([PersistentState("example-greeter")] IPersistentState<GreeterState> state) : Grain, IGreeterGrain
    {
        public async Task<Greeting> Greet(string name)
        {
            state.State.Count++;
            await state.WriteStateAsync();
            return new Greeting($"Hello, {name}!", state.State.Count);
        }
    }
}

namespace Sanctum
{
    [Collection(HostSuite.Name)]
    public sealed class GreeterExampleTests(SanctumHost host)
    {
        [Fact]
        public async Task The_example_of_the_documentation_greets_and_leaves_a_readable_row()
        {
            var greeter = host.Grains.GetGrain<IGreeterGrain>("default/front-door");

            await greeter.Greet("Ada");
            var greeting = await greeter.Greet("Ada");

            Assert.Equal(new Greeting("Hello, Ada!", 2), greeting);
            Assert.Equal(2, await host.Count(
                "select (payload->>'Count')::bigint from grain_state where state_name = 'example-greeter' and grain_key = 'default/front-door'"));
        }
    }
}
