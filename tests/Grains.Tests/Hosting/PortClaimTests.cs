using System.Net;
using System.Net.Sockets;
using Sanctum.Testing;

namespace Sanctum.Hosting;

public sealed class PortClaimTests
{
    [Fact]
    public void Claims_of_one_machine_are_for_different_ports()
    {
        var first = FreePort.Next();

        using var one = PortClaim.From(first);
        using var other = PortClaim.From(first);

        Assert.NotEqual(one.Port, other.Port);
    }

    [Fact]
    public void Port_that_somebody_listens_on_is_not_claimed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = ((IPEndPoint)listener.LocalEndpoint).Port;

        using var claim = PortClaim.From(taken);

        Assert.NotEqual(taken, claim.Port);
    }

    [Fact]
    public void Claimed_port_can_be_listened_on()
    {
        using var claim = PortClaim.From(FreePort.Next());

        using var listener = new TcpListener(IPAddress.Loopback, claim.Port);
        listener.Start();
    }
}
