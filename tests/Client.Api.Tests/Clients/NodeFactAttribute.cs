using Xunit.Abstractions;
using Xunit.Sdk;

namespace Sanctum.Tests.Clients;

/// <summary>
/// A test that runs a package of <c>tests/clients</c>; skipped with the reason where the machine cannot run them.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Sanctum.Tests.Clients.NodeFactDiscoverer", "Sanctum.Client.Api.Tests")]
public sealed class NodeFactAttribute : FactAttribute;

/// <summary>Finds such tests.</summary>
public sealed class NodeFactDiscoverer(IMessageSink messages) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions options, ITestMethod method, IAttributeInfo fact) =>
    [
        new ClientTestCase(
            messages, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method, []),
    ];
}
