using System.Diagnostics.CodeAnalysis;
using Orleans.Concurrency;

namespace Sanctum.Access;

/// <summary>Hashes and checks passwords; at most two at a time on a silo, so that sign-ins leave room for turns.</summary>
[Alias("sanctum.IPasswordWorker")]
internal interface IPasswordWorker : IGrainWithStringKey
{
    /// <summary>The hash of a password.</summary>
    [Alias("Hash")]
    Task<string> Hash(string password);

    /// <summary>Whether a password is the hashed one; without a hash it takes as long and says no.</summary>
    [Alias("Verify")]
    Task<bool> Verify(string password, string? hash);
}

/// <inheritdoc/>
[StatelessWorker(MaxPerSilo), GrainType("passwordworker")]
internal sealed class PasswordWorker(PasswordHashing hashing) : Grain, IPasswordWorker
{
    private const int MaxPerSilo = 2;

    public Task<string> Hash(string password) => OnThread(() => hashing.Hash(password));

    public Task<bool> Verify(string password, string? hash) => OnThread(() => hashing.Verify(password, hash));

    [SuppressMessage(
        "ApiDesign", "RS0030",
        Justification = "A quarter of a second of computing would hold a thread on which all grains run.")]
    private static Task<T> OnThread<T>(Func<T> compute) => Task.Factory.StartNew(
        compute, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
        TaskScheduler.Default);
}
