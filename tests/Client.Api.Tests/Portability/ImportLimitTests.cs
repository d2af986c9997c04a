using System.Globalization;
using Sanctum.Access;
using Sanctum.Tenants;
using Sanctum.Tests;
using static Sanctum.Portability.AgentFileCalls;

namespace Sanctum.Portability;

/// <summary>Imports that are refused: by whom they are known, and with which limit.</summary>
public sealed class ImportLimitTests(AccessGateway access) : IClassFixture<AccessGateway>
{
    private const int MaxPassages = 100_000;

    [Fact]
    public async Task Import_that_is_refused_is_in_the_audit_log_with_the_reason()
    {
        var owner = await TestTenant.Create(access);
        await owner.CreateAgent("ada");
        await owner.CreateAgent("bob");
        var file = await Export(owner.Admin, "ada");
        var reader = await owner.WithKey(access, "agents:write");

        await (await Import(owner.Admin, file)).ShouldRefuse(409, "conflict");
        await (await Import(owner.Admin, file, "?as=bob")).ShouldRefuse(409, "conflict");
        await (await Import(reader, file, "?as=eve")).ShouldRefuse(403, "forbidden");

        var entries = (await owner.Get("/v1/admin/audit?action=agent.import&result=refused"))["items"]!.AsArray();
        Assert.Equal(
            ["agent/eve", "agent/bob", "agents/imports"], entries.Select(entry => entry!.Text("object")));
        Assert.Equal(
            ["forbidden", "conflict", "conflict"], entries.Select(entry => entry!["details"]!.Text("problem")));
        Assert.Contains("'ada'", entries[2]!["details"]!.Text("reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_with_too_many_passages_is_refused_with_the_field_and_the_limit()
    {
        var owner = await TestTenant.Create(access);

        using var answer = await Import(owner.Admin, SignedFiles.OfAgent("full", MaxPassages + 1), "?trust=true");

        var refused = await answer.ShouldRefuse(400, "invalid-request");
        Assert.Equal(["passages"], refused.RefusedFields());
        Assert.Contains(
            MaxPassages.ToString(CultureInfo.InvariantCulture), refused["errors"]!.ToJsonString(), StringComparison.Ordinal);
        await (await owner.Admin.GetAsync("/v1/agents/full")).ShouldRefuse(404, "not-found");
    }

    [Fact, Trait("Category", "Slow")]
    public async Task File_with_as_many_passages_as_are_allowed_is_imported()
    {
        var owner = await TestTenant.Create(access);

        using var answer = await Import(owner.Admin, SignedFiles.OfAgent("full", MaxPassages), "?trust=true");

        Assert.Equal(MaxPassages, (await answer.ShouldBe(201))["passages"]!.GetValue<int>());
    }
}
