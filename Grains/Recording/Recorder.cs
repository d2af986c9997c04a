using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Secrets;

namespace Sanctum.Recording;

/// <summary>
/// Adds exchanges to the recording, each as one line of JSON. A recording that fails never fails the turn that it records.
/// </summary>
internal sealed class Recorder : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly ConfiguredSecrets _secrets;
    private readonly ILogger<Recorder> _logger;
    private readonly long _mostBytes;
    private bool _isFull;

    public Recorder(IOptions<RecordingOptions> options, ConfiguredSecrets secrets, ILogger<Recorder> logger)
    {
        (_secrets, _logger, _mostBytes) = (secrets, logger, options.Value.MaxBytes);
        var access = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
        };
        if (!OperatingSystem.IsWindows())
            access.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _file = new FileStream(options.Value.Path, access);
        EndTornLine();
        RecordingLog.Recording(logger, _file.Name);
    }

    public void Add(Exchange exchange)
    {
        var line = Encoding.UTF8.GetBytes(_secrets.Hide(JsonSerializer.Serialize(exchange, RecordingJson.Options)) + "\n");
        try
        {
            lock (_gate)
                Append(line);
        }
        catch (IOException exception)
        {
            RecordingLog.Unrecorded(_logger, exception, exchange.Request);
        }
    }

    public void Dispose() => _file.Dispose();

    private void Append(byte[] line)
    {
        if (_isFull)
            return;
        if (_file.Length + line.Length > _mostBytes)
        {
            _isFull = true;
            RecordingLog.Full(_logger, _file.Name, _mostBytes);
            return;
        }
        _file.Write(line);
        _file.Flush();
    }

    // A process that was killed may have left half a line; what follows must not be joined to it.
    private void EndTornLine()
    {
        if (_file.Length == 0)
            return;
        _file.Seek(-1, SeekOrigin.End);
        if (_file.ReadByte() != '\n')
            _file.WriteByte((byte)'\n');
    }
}
