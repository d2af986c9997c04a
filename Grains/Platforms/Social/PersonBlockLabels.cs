using Sanctum.Traces;

namespace Sanctum.Platforms.Social;

/// <summary>Names the blocks that hold notes about a person; memory erases them.</summary>
internal sealed class PersonBlockLabels : IPersonEraser
{
    public IReadOnlyList<string> Tables { get; } = [];

    public TraceOrder Order => TraceOrder.Person;

    public async Task Search(PersonTraces traces, CancellationToken ct) => await traces.Add(
        "label",
        [
            .. (await traces.List("handle", ct)).Where(handle => handle.B.Trim().TrimStart('@').Length > 0)
                .Select(handle => (PersonBlock.LabelOf(handle.B), "")).Distinct(),
        ]);

    public Task Erase(PersonTraces traces, CancellationToken ct) => Task.CompletedTask;
}
