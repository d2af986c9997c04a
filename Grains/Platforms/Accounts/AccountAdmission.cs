using Sanctum.Errors;
using Sanctum.Turns;

namespace Sanctum.Platforms.Accounts;

/// <summary>Whether an account answers a notification, in whatever state account and platform are.</summary>
internal sealed class AccountAdmission(
    AccountCache cache, AdmissionBatcher desk, PlatformAdapters adapters, PlatformCalls calls, PlatformOptions options)
{
    public async Task<Admission> Admit(Notification notification)
    {
        if (adapters.Find(cache.Key.Platform) is not { } platform)
            return Admission.Later("The platform has no adapter now.", options.UnavailableWait);
        // Whoever asks may have seen no adapter yet, and so not that this one needs no account.
        if (!platform.Capabilities.NeedsAccount)
            return Admission.Reply;
        if (cache.Row is not { } row)
            return Admission.NoReply(NoReplyReasons.Disconnected);
        if (row.Status != AccountStatus.Active)
            return Admission.Later($"The account is {row.Status.ToString().ToLowerInvariant()}.", options.UnavailableWait);
        try
        {
            return await desk.Admit(
                cache.Rules, notification, cache.ReadAt,
                platform.Can(PlatformOperations.Thread) ? ct => HasAnswered(notification, ct) : null);
        }
        catch (OperationCanceledException)
        {
            return Admission.Later($"{cache.Key.Platform} is too slow to ask now.", options.UnavailableWait);
        }
        catch (AccountUnavailableException unavailable)
        {
            return Admission.Later(unavailable.Message, unavailable.RetryAfter);
        }
        catch (DependencyException failure) when (failure.Class is ErrorClass.Transient or ErrorClass.Health)
        {
            return Admission.Later(failure.Message, failure.RetryAfter ?? options.UnavailableWait);
        }
    }

    private Task<bool> HasAnswered(Notification notification, CancellationToken ct) =>
        calls.Make(account => adapters.Use<IThreadReader, bool>(
        cache.Key.Platform, reader => reader.HasAnsweredAsync(account, notification, ct)));
}
