using System.ComponentModel;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Sanctum.Tests.Clients;

/// <summary>
/// A test with each of the clients; skipped with the reason where the machine cannot run them, which is found out when it is to
/// run.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Sanctum.Tests.Clients.ClientTheoryDiscoverer", "Sanctum.Client.Api.Tests")]
public sealed class ClientTheoryAttribute : FactAttribute;

/// <summary>Finds such tests.</summary>
public sealed class ClientTheoryDiscoverer(IMessageSink messages) : IXunitTestCaseDiscoverer
{
    private static readonly string[] Clients = ["openai", "ai", "langchain"];

    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions options, ITestMethod method, IAttributeInfo fact) =>
        Clients.Select(client => new ClientTestCase(
            messages, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method, [client]));
}

/// <summary>One such test.</summary>
public sealed class ClientTestCase : XunitTestCase
{
    /// <summary>For deserialization.</summary>
    [EditorBrowsable(EditorBrowsableState.Never), Obsolete("For deserialization.")]
    public ClientTestCase()
    {
    }

    public ClientTestCase(
        IMessageSink messages, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method,
        object[] arguments)
        : base(messages, display, options, method, arguments)
    {
    }

    public override async Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink, IMessageBus messageBus, object[] constructorArguments, ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource)
    {
        SkipReason ??= await NodeClient.Unavailable;
        return await base.RunAsync(diagnosticMessageSink, messageBus, constructorArguments, aggregator, cancellationTokenSource);
    }
}
