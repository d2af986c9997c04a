using System.Buffers;
using System.IO.Pipelines;

namespace Sanctum.Requests;

/// <summary>A connection's output, which drops what is written after the connection's last request was refused.</summary>
internal sealed class RefusableOutput(PipeWriter output) : PipeWriter
{
    private ArrayBufferWriter<byte>? _dropped;

    /// <summary>The whole answer to the request that was refused; null while none was.</summary>
    public byte[]? Refusal { get; private set; }

    public override bool CanGetUnflushedBytes => output.CanGetUnflushedBytes;

    public override long UnflushedBytes => Refusal is null ? output.UnflushedBytes : 0;

    /// <summary>Takes nothing more; the first answer counts.</summary>
    public void Refuse(byte[] answer) => Refusal ??= answer;

    public override Memory<byte> GetMemory(int sizeHint = 0) =>
        Refusal is null ? output.GetMemory(sizeHint) : Dropped().GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) =>
        Refusal is null ? output.GetSpan(sizeHint) : Dropped().GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        if (Refusal is null)
            output.Advance(bytes);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        Refusal is null ? output.FlushAsync(cancellationToken) : new(new FlushResult(isCanceled: false, isCompleted: false));

    public override void CancelPendingFlush() => output.CancelPendingFlush();

    // Who made the connection completes it.
    public override void Complete(Exception? exception = null)
    {
        if (Refusal is null)
            output.Complete(exception);
    }

    private ArrayBufferWriter<byte> Dropped() => _dropped ??= new ArrayBufferWriter<byte>();
}

/// <summary>A connection whose output can be closed to the server.</summary>
internal sealed record RefusableTransport(PipeReader Input, RefusableOutput Refusable) : IDuplexPipe
{
    public PipeWriter Output => Refusable;
}
