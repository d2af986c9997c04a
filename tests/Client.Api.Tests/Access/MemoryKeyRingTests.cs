using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sanctum.Hosting;

namespace Sanctum.Access;

public sealed class MemoryKeyRingTests
{
    [Fact]
    public async Task The_keys_of_data_protection_work_and_are_in_memory_alone()
    {
        await using var gateway = SiloHost.Build(["--Sanctum:Gateway:Enabled=true"]);
        var ring = Assert.IsType<MemoryKeyRing>(
            gateway.Services.GetRequiredService<IOptions<KeyManagementOptions>>().Value.XmlRepository);
        var protector = gateway.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

        Assert.Equal("a text", protector.Unprotect(protector.Protect("a text")));

        Assert.Single(ring.GetAllElements());
    }
}
