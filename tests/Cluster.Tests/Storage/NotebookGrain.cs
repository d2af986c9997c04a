namespace Sanctum.Conformance.Storage;

public interface INotebookGrain : IGrainWithStringKey
{
    Task<Page> Read();

    Task Write(string text);

    Task Clear();

    Task Deactivate();
}

/// <summary>What the activation holds of its state.</summary>
/// <param name="Activation">Differs between activations.</param>
/// <param name="Text">The state.</param>
/// <param name="Etag">Its version.</param>
/// <param name="Exists">Whether storage has it.</param>
[GenerateSerializer, Immutable]
public sealed record Page(
    [property: Id(0)] Guid Activation, [property: Id(1)] string? Text, [property: Id(2)] string? Etag, [property: Id(3)] bool Exists);

[GenerateSerializer]
public sealed class NotebookState
{
    [Id(0)]
    public string? Text { get; set; }
}

public sealed class NotebookGrain([PersistentState("notebook", NotebookGrain.Storage)] IPersistentState<NotebookState> state) : Grain, INotebookGrain
{
    public const string Storage = "notebooks";

    private readonly Guid _activation = Guid.NewGuid();

    public Task<Page> Read() => Task.FromResult(new Page(_activation, state.State.Text, state.Etag, state.RecordExists));

    public Task Write(string text)
    {
        state.State.Text = text;
        return state.WriteStateAsync();
    }

    public Task Clear() => state.ClearStateAsync();

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
