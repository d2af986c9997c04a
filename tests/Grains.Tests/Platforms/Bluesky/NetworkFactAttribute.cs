using System.ComponentModel;
using Sanctum.Testing;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Sanctum.Platforms.Bluesky;

/// <summary>
/// A test on the real network; skipped with the reason where the machine cannot run it, which is found out when it is to run.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Sanctum.Platforms.Bluesky.NetworkFactDiscoverer", "Sanctum.Grains.Tests")]
public sealed class NetworkFactAttribute : FactAttribute;

/// <summary>Finds such tests.</summary>
public sealed class NetworkFactDiscoverer(IMessageSink messages) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions options, ITestMethod method, IAttributeInfo fact) =>
        [new NetworkTestCase(messages, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method)];
}

/// <summary>One such test.</summary>
public sealed class NetworkTestCase : XunitTestCase
{
    /// <summary>For deserialization.</summary>
    [EditorBrowsable(EditorBrowsableState.Never), Obsolete("For deserialization.")]
    public NetworkTestCase()
    {
    }

    public NetworkTestCase(IMessageSink messages, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(messages, display, options, method)
    {
    }

    public override async Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink, IMessageBus messageBus, object[] constructorArguments, ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource)
    {
        SkipReason ??= await BlueskyNetwork.Unavailable;
        return await base.RunAsync(diagnosticMessageSink, messageBus, constructorArguments, aggregator, cancellationTokenSource);
    }
}
