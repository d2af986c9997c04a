using Sanctum.Configuration;

namespace Sanctum.Secrets;

/// <summary>Files of a folder, one for each secret, as Docker and systemd lay them down: <c>secret://file/NAME</c>.</summary>
internal sealed class FileStore(IConfiguration settings) : ISecretStore
{
    private readonly FileStoreOptions _options = EarlyOptions.Read<FileStoreOptions>(settings, FileStoreOptions.Section);

    public string Name => "file";

    public bool IsLocal => true;

    public Task<string> Read(SecretReference reference, CancellationToken cancellationToken) =>
        SecretFile.Read(_options.Folder, reference.Path, cancellationToken);
}
