namespace Sanctum.Models.Remote.ChatCompletions;

/// <summary>The body of an answer, bounded in its length and in that of each event.</summary>
internal sealed class BoundedStream(Stream inner, string provider) : Stream
{
    /// <summary>Most bytes of one event. What reads the events keeps one in memory.</summary>
    internal const int MaxEventBytes = 4 * 1_024 * 1_024;

    /// <summary>Most bytes of an answer: more than the longest answers have, at some hundred bytes for each token.</summary>
    internal const long MaxAnswerBytes = 256L * 1_024 * 1_024;

    private long _ofEvent;
    private long _ofAnswer;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>An event was read.</summary>
    public void EndEvent() => _ofEvent = 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        _ofEvent += read;
        _ofAnswer += read;
        if (_ofEvent > MaxEventBytes)
            throw Unreadable.Answer(provider, $"one event has more than {MaxEventBytes} bytes.");
        return _ofAnswer <= MaxAnswerBytes
            ? read
            : throw Unreadable.Answer(provider, $"the answer has more than {MaxAnswerBytes} bytes.");
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
