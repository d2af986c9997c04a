using Microsoft.Extensions.Options;
using Sanctum.Identity;

namespace Sanctum.Access;

/// <summary>Passwords of this silo's users: a bounded number of callers waits for the workers that hash.</summary>
internal sealed class Passwords(IGrainFactory grains, PasswordHashing hashing, IOptions<AccessOptions> options)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    private readonly IPasswordWorker _worker = grains.GetGrain<IPasswordWorker>(GrainKey.InDefaultTenant("passwords").ToString());
    private int _waiting;

    /// <exception cref="LimitExceededException">Too many wait.</exception>
    public Task<string> Hash(string password) => Wait(() => _worker.Hash(password));

    /// <inheritdoc cref="Hash" path="/exception"/>
    public Task<bool> Verify(string password, string? hash) => Wait(() => _worker.Verify(password, hash));

    /// <inheritdoc cref="PasswordHashing.IsOutdated"/>
    public bool IsOutdated(string hash) => hashing.IsOutdated(hash);

    private async Task<T> Wait<T>(Func<Task<T>> work)
    {
        var most = options.Value.MaxWaitingPasswords;
        try
        {
            if (Interlocked.Increment(ref _waiting) > most)
                throw new LimitExceededException(
                    "access.passwords", $"{most} sign-ins wait for their password to be checked, the limit.", TryAgain);
            return await work();
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
