namespace Sanctum.Runtime.Activation;

/// <summary>
/// Until disposed, ambient values of the running code do not flow into what is started: on a cluster they could not either.
/// </summary>
internal readonly ref struct SuppressedFlow : IDisposable
{
    private readonly AsyncFlowControl _flow;
    private readonly bool _isMine;

    private SuppressedFlow(bool suppress)
    {
        _isMine = suppress;
        _flow = suppress ? ExecutionContext.SuppressFlow() : default;
    }

    public static SuppressedFlow Begin() => new(!ExecutionContext.IsFlowSuppressed());

    public void Dispose()
    {
        if (_isMine)
            _flow.Undo();
    }
}
