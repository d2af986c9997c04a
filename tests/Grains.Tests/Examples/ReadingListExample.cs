using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Orleans.Concurrency;
using Sanctum.Errors;
using Sanctum.Tools;

namespace Sanctum.Examples;

/// <summary>What an agent means to read, keyed like the agent: <c>{tenant}/{name}</c>.</summary>
[Alias("example.IReadingListGrain")]
public interface IReadingListGrain : IGrainWithStringKey
{
    /// <summary>Puts a title on the list. The same entry id again changes nothing.</summary>
    /// <exception cref="InvalidRequestException">The title is empty or too long, or the list is full.</exception>
    [Alias("Add")]
    Task<ReadingList> Add(string entryId, string title);

    /// <summary>The list, oldest first.</summary>
    [AlwaysInterleave, Alias("Get")]
    Task<ReadingList> Get();
}

/// <summary>A reading list as callers see it.</summary>
/// <param name="Titles">Oldest first.</param>
[GenerateSerializer, Immutable, Alias("example.reading-list")]
public sealed record ReadingList([property: Id(0)] ImmutableArray<string> Titles);

/// <summary>A reading list on storage: the JSON of its row in <c>grain_state</c>.</summary>
[GenerateSerializer, Alias("example.reading-list-state")]
public sealed class ReadingListState
{
    /// <summary>Oldest first.</summary>
    [Id(0)]
    public ImmutableArray<ReadingListEntry> Entries { get; set; } = [];
}

/// <summary>One title.</summary>
/// <param name="EntryId">Idempotency key of whoever put it there.</param>
/// <param name="Title">The title.</param>
[GenerateSerializer, Immutable, Alias("example.reading-list-entry")]
public sealed record ReadingListEntry([property: Id(0)] string EntryId, [property: Id(1)] string Title);

/// <summary>The only writer of its row. An acknowledged entry is a row; the same entry twice is one.</summary>
[GrainType("readinglist")]
internal sealed class ReadingListGrain(
    [PersistentState("example-reading-list")] IPersistentState<ReadingListState> state) : Grain, IReadingListGrain
{
    private const int MaxEntries = 100;
    private const int MaxTitleCharacters = 200;

    public async Task<ReadingList> Add(string entryId, string title)
    {
        var before = state.State.Entries;
        if (before.Any(entry => entry.EntryId == entryId))
            return Describe();
        if (title.Length is 0 or > MaxTitleCharacters)
            throw new InvalidRequestException("title", $"has {title.Length} characters; 1 to {MaxTitleCharacters} are allowed.");
        if (before.Length == MaxEntries)
            throw new InvalidRequestException("title", $"does not fit: the list holds {MaxEntries} entries, the limit.");
        state.State.Entries = before.Add(new ReadingListEntry(entryId, title));
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // What the row holds is not known; the next activation reads it.
            state.State.Entries = before;
            DeactivateOnIdle();
            throw;
        }
        return Describe();
    }

    public Task<ReadingList> Get() => Task.FromResult(Describe());

    private ReadingList Describe() => new([.. state.State.Entries.Select(entry => entry.Title)]);
}

/// <summary>Lets an agent put a title on its list.</summary>
internal sealed class ReadingListAddTool(IGrainFactory grains) : ITool<ReadingListAddTool.Arguments>
{
    public string Name => "reading_list_add";

    public string Description => "Puts a book or article on your reading list.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        // The call's id is the entry's: if the call is run again after a crash, the list still has the title once.
        var list = await grains.GetGrain<IReadingListGrain>(context.Agent.ToString()).Add(context.CallId, arguments.Title);
        return $"\"{arguments.Title}\" is on the list, which has {list.Titles.Length} now.";
    }

    internal sealed record Arguments(
        [Description("The title, with its author if known."), StringLength(200, MinimumLength = 1)] string Title);
}
