using System.Diagnostics.Metrics;

namespace Sanctum.Access;

/// <summary>Counts sign-ins by providers that did not get as far as a user.</summary>
internal sealed class ProviderMeter(IMeterFactory meters)
{
    private readonly Counter<long> _failures = meters.Create("Sanctum.Providers").CreateCounter<long>(
        "sanctum.access.provider_failures", "{attempt}", "Sign-ins that failed at an OpenID provider, by provider and reason");

    /// <param name="provider">A provider of the settings.</param>
    /// <param name="reason">As <see cref="SignInFailure"/> names it.</param>
    public void Failed(string provider, string reason) => _failures.Add(
        1, new KeyValuePair<string, object?>("provider", provider), new KeyValuePair<string, object?>("reason", reason));
}
