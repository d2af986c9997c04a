using Sanctum.Errors;

namespace Sanctum.Secrets;

/// <summary>Asks the rotation of its silo; every silo has the same rows before it.</summary>
[GrainType("secrets")]
internal sealed class SecretsGrain(SecretRotation rotation) : Grain, ISecretsGrain
{
    public Task<SecretsStatus> Get() => rotation.Look(CancellationToken.None);

    public async Task<SecretsStatus> Reencrypt() =>
        await rotation.Run(CancellationToken.None)
            ? await rotation.Look(CancellationToken.None)
            : throw new ConflictException(
                "A process that started later has another key as its current one; start all with the same Sanctum:Secrets:Key.");
}
