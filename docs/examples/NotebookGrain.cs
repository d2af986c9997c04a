using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;

namespace Sanctum.Examples;

/// <summary>Notes of an agent; the key is the agent's: <c>{tenant}/{name}</c>.</summary>
[Alias("examples.INotebookGrain")]
public interface INotebookGrain : IGrainWithStringKey
{
    /// <summary>Adds a note. The same id again changes nothing.</summary>
    /// <exception cref="InvalidRequestException">The text is empty or too long, or the notebook is full.</exception>
    [Alias("Add")]
    Task Add(string noteId, string text);

    [AlwaysInterleave, Alias("List")]
    Task<ImmutableArray<Note>> List();
}

[GenerateSerializer, Immutable, Alias("examples.note")]
public sealed record Note([property: Id(0)] string Id, [property: Id(1)] string Text);

[GenerateSerializer, Alias("examples.notebook-state")]
public sealed class NotebookState
{
    [Id(0)]
    public ImmutableArray<Note> Notes { get; set; } = [];
}

/// <summary>A grain with state: it answers after its row is written, and its limits are errors.</summary>
[GrainType("example-notebook")]
internal sealed class NotebookGrain([PersistentState("example-notebook")] IPersistentState<NotebookState> state)
    : Grain, INotebookGrain
{
    private const int MaxNotes = 100;
    private const int MaxTextCharacters = 1_000;

    public async Task Add(string noteId, string text)
    {
        var before = state.State.Notes;
        if (before.Any(note => note.Id == noteId))
            return;
        if (text.Length is 0 or > MaxTextCharacters)
            throw new InvalidRequestException("text", $"has {text.Length} characters; 1 to {MaxTextCharacters} are allowed.");
        if (before.Length == MaxNotes)
            throw new InvalidRequestException("text", $"does not fit: the notebook holds {MaxNotes} notes, the limit.");
        state.State.Notes = before.Add(new Note(noteId, text));
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // Whether the row was written is not known; the next activation reads it.
            state.State.Notes = before;
            DeactivateOnIdle();
            throw;
        }
    }

    public Task<ImmutableArray<Note>> List() => Task.FromResult(state.State.Notes);
}
