using System.Runtime.InteropServices;

namespace Sanctum.Terminal;

/// <summary>
/// Ctrl-C. The first cancels what runs; a second, before <see cref="Renew"/>, ends the process as it always does.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly PosixSignalRegistration _signal;
    private CancellationTokenSource _source = new();

    public Interruption() => _signal = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);

    public CancellationToken Token => _source.Token;

    /// <summary>Lets the next Ctrl-C cancel again, after what it cancelled has been dealt with.</summary>
    public void Renew()
    {
        if (_source.IsCancellationRequested)
            _source = new CancellationTokenSource();
    }

    public void Dispose()
    {
        _signal.Dispose();
        _source.Dispose();
    }

    private void Interrupt(PosixSignalContext signal)
    {
        var source = _source;
        if (source.IsCancellationRequested)
            return;
        signal.Cancel = true;
        source.Cancel();
    }
}
