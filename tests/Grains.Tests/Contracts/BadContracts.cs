namespace Sanctum.Contracts;

/// <summary>Breaks every rule of a grain interface that Orleans' own analyzers leave to us.</summary>
internal interface IBadGrain : IGrain
{
    Task<List<int>> Unnamed();

    [Alias("Second")]
    Task Second(NoSerializer message);
}

internal sealed record NoSerializer(int Number);

[GenerateSerializer, Immutable, Alias("test.no-id")]
internal sealed record NoId([property: Id(0)] int Number, int Other);

[GenerateSerializer, Immutable, Alias("test.settable")]
internal sealed record Settable([property: Id(0)] int Number)
{
    [Id(1)]
    public int Other { get; set; }
}

[GenerateSerializer, Immutable, Alias("test.holds-list")]
internal sealed record HoldsList([property: Id(0)] IReadOnlyList<int> Numbers);

[GenerateSerializer, Alias("test.not-shared")]
internal sealed record NotShared([property: Id(0)] int Number);

[GenerateSerializer, Immutable, Alias("test.open")]
public record Open([property: Id(0)] int Number);

[GenerateSerializer, Immutable, Alias("test.deep")]
internal sealed record Deep([property: Id(0)] System.Collections.Immutable.ImmutableArray<NoSerializer?> Inner);

[GenerateSerializer]
internal sealed class NamelessException : Exception
{
    [Id(0)]
    public int Number { get; }
}

internal sealed class OneOwner([PersistentState("test-name")] IPersistentState<NotShared> state)
{
    public NotShared State => state.State;
}

internal sealed class OtherOwner([PersistentState("test-name")] IPersistentState<NotShared> state)
{
    public NotShared State => state.State;
}

internal sealed class NamelessGrain : Grain, INamelessGrain
{
    public Task<int> Get() => Task.FromResult(1);
}

[Alias("test.INamelessGrain")]
internal interface INamelessGrain : IGrainWithStringKey
{
    [Alias("Get")]
    Task<int> Get();
}
