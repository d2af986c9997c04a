using System.Reflection;
using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Hosting;
using Sanctum.Queues;
using Sanctum.Streams;
using Sanctum.Turns;

namespace Sanctum.Contracts;

public sealed class ContractTests
{
    private static readonly Type[] Types = [
        .. typeof(EventEnvelope).Assembly.GetTypes(), .. typeof(ServiceRegistration).Assembly.GetTypes()];

    private static IEnumerable<Type> GrainInterfaces =>
        Types.Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type));

    [Fact]
    public void Grain_interfaces_and_all_that_they_speak_keep_the_rules()
    {
        var messages = new MessageRules();

        var broken = GrainInterfaces.SelectMany(face => GrainInterfaceRules.Broken(face, messages)).ToList();

        Assert.Empty(broken.Concat(messages.Broken));
        Assert.Contains(typeof(IQueueGrain), GrainInterfaces);
        Assert.Contains(typeof(TranscriptEntry), messages.Seen);
    }

    [Fact]
    public void Events_and_errors_keep_the_rules()
    {
        var messages = new MessageRules().Message(typeof(EventEnvelope), "streams");
        foreach (var error in Types.Where(type => typeof(SanctumException).IsAssignableFrom(type)))
            messages.Message(error, "callers");

        Assert.Empty(messages.Broken);
        Assert.Contains(typeof(ReplyDelta), messages.Seen);
        Assert.Contains(typeof(FieldError), messages.Seen);
    }

    [Fact]
    public void Whatever_says_that_it_can_travel_keeps_the_rules()
    {
        var states = GrainNames.States(Types).Select(state => state.State).ToHashSet();
        var messages = new MessageRules();
        foreach (
            var type in Types.Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)).Except(states))
            messages.Message(type, "somebody");

        Assert.Empty(messages.Broken);
    }

    [Fact]
    public void States_of_grains_are_serialised_by_ids()
    {
        var messages = new MessageRules();
        foreach (var (_, _, state) in GrainNames.States(Types))
            messages.State(state);

        Assert.Empty(messages.Broken);
    }

    [Fact]
    public void No_name_has_two_owners_in_the_solution()
    {
        var solution = Directory.GetFiles(AppContext.BaseDirectory, "Sanctum.*.dll")
            .SelectMany(file => Assembly.LoadFrom(file).GetTypes())
            .Where(type => type.Namespace != typeof(ContractTests).Namespace)
            .ToList();

        Assert.Empty(GrainNames.RepeatedAliases(solution));
        Assert.Empty(GrainNames.RepeatedStates(solution));
        Assert.Contains("agent", GrainNames.States(solution).Select(state => state.Name));
        Assert.Empty(GrainNames.WithoutGrainType(solution));
    }
}
