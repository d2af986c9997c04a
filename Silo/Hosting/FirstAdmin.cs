using Microsoft.Extensions.Options;
using Sanctum.Access;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Hosting;

/// <summary>
/// Where callers must sign in and nobody can yet, creates the user <c>admin</c> and writes the one-time password to the log,
/// once. Of several silos one creates it.
/// </summary>
internal sealed partial class FirstAdmin(
    IHostApplicationLifetime lifetime, IGrainFactory grains, IOptions<AccessSettings> settings, ILogger<FirstAdmin> logger)
    : BackgroundService
{
    private const string Username = "admin";
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Value.Required || !await lifetime.WaitUntilStarted(stoppingToken))
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var admin = grains.GetGrain<IUserGrain>(GrainKey.InDefaultTenant(Username).ToString());
                if (await admin.CreateFirst() is { } password)
                    Created(logger, Username, password);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                NotCreated(logger, ExpectedFailure.Of(exception));
            }
            await Task.Delay(RetryPause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(
        3008, LogLevel.Warning,
        "There was no admin yet: sign in as {Username} with the one-time password {Password} and change it; " +
        "it is shown only here")]
    private static partial void Created(ILogger logger, string username, string password);

    [LoggerMessage(3009, LogLevel.Warning, "The first user could not be created; retrying")]
    private static partial void NotCreated(ILogger logger, Exception exception);
}
