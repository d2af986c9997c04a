namespace Sanctum.Secrets;

/// <summary>Variables of the environment: <c>secret://env/NAME</c>.</summary>
internal sealed class EnvironmentStore : ISecretStore
{
    public string Name => "env";

    public bool IsLocal => true;

    public Task<string> Read(SecretReference reference, CancellationToken cancellationToken) => Task.FromResult(
        Environment.GetEnvironmentVariable(reference.Path)
            ?? throw new SecretUnavailableException("there is no such variable."));
}
