using Sanctum.Health;

namespace Sanctum.Examples;

/// <summary>A health source: <c>/ready</c> is <c>degraded</c>, and names this, while it finds something.</summary>
internal sealed class FullNotebook(IGrainFactory grains) : IImpairmentSource
{
    private const int Nearly = 90;

    public async Task<IEnumerable<Impairment>> Find(string tenant)
    {
        var notes = await grains.GetGrain<INotebookGrain>($"{tenant}/ada").List();
        return notes.Length < Nearly
            ? []
            : [new Impairment("notebook", "ada", $"It has {notes.Length} notes; 100 is the limit.")];
    }
}
