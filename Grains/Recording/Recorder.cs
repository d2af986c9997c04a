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
    private FileStream _file;
    private readonly ConfiguredSecrets _secrets;
    private readonly ILogger<Recorder> _logger;
    private readonly long _mostBytes;
    private bool _isFull;

    public Recorder(IOptions<RecordingOptions> options, ConfiguredSecrets secrets, ILogger<Recorder> logger)
    {
        (_secrets, _logger, _mostBytes) = (secrets, logger, options.Value.MaxBytes);
        _file = Open(options.Value.Path);
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

    /// <summary>Removes exchanges. A process that is killed meanwhile leaves the file as it was.</summary>
    /// <returns>How many.</returns>
    public int Remove(Predicate<string> isRemoved)
    {
        lock (_gate)
        {
            var path = _file.Name;
            _file.Dispose();
            try
            {
                var removed = RecordingFile.Remove(path, isRemoved);
                _isFull &= removed == 0;
                return removed;
            }
            finally
            {
                _file = Open(path);
                _file.Seek(0, SeekOrigin.End);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private static FileStream Open(string path)
    {
        var access = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
        };
        if (!OperatingSystem.IsWindows())
            access.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, access);
    }

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
