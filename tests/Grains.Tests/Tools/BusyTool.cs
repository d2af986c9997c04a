namespace Sanctum.Tools;

/// <summary>A tool that keeps its thread until it is disposed of, and looks at no token.</summary>
internal sealed class BusyTool : ITool<BusyTool.Arguments>, IDisposable
{
    private readonly ManualResetEventSlim _end = new();

    public string Name { get; } = $"busy_{Guid.NewGuid():N}";

    public string Description => "Keeps its thread.";

    public ToolEffects Effects => ToolEffects.None;

    public TimeSpan TimeLimit => TimeSpan.FromMilliseconds(50);

    public void Dispose() => _end.Set();

    public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        _end.Wait(CancellationToken.None);
        return Task.FromResult("");
    }

    internal sealed record Arguments;
}
