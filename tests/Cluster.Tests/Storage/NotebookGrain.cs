namespace Sanctum.Cluster.Storage;

[Alias("test.INotebookGrain")]
public interface INotebookGrain : IGrainWithStringKey
{
    [Alias("Read")]
    Task<Page> Read();

    [Alias("Write")]
    Task Write(string text);

    [Alias("Clear")]
    Task Clear();

    [Alias("Deactivate")]
    Task Deactivate();
}

/// <summary>What the activation holds of its state.</summary>
/// <param name="Activation">Differs between activations.</param>
/// <param name="Silo">Where the activation is.</param>
/// <param name="Text">The state.</param>
/// <param name="TextAtActivation">The state as it was when the grain was activated.</param>
/// <param name="Etag">Its version.</param>
/// <param name="Exists">Whether storage has it.</param>
[GenerateSerializer, Immutable, Alias("test.page")]
public sealed record Page(
    [property: Id(0)] Guid Activation, [property: Id(1)] SiloAddress Silo, [property: Id(2)] string? Text,
    [property: Id(3)] string? TextAtActivation,
    [property: Id(4)] string? Etag, [property: Id(5)] bool Exists);

[GenerateSerializer, Alias("test.notebook-state")]
public sealed class NotebookState
{
    [Id(0)]
    public string? Text { get; set; }
}

[GrainType("test.notebook")]
public sealed class NotebookGrain(
    [PersistentState("test.notebook")] IPersistentState<NotebookState> state, ILocalSiloDetails silo) : Grain, INotebookGrain
{
    private readonly Guid _activation = Guid.NewGuid();
    private string? _textAtActivation;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _textAtActivation = state.State.Text;
        return Task.CompletedTask;
    }

    public Task<Page> Read() =>
        Task.FromResult(
            new Page(_activation, silo.SiloAddress, state.State.Text, _textAtActivation, state.Etag, state.RecordExists));

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
