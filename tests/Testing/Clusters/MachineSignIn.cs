using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Sanctum.Testing.Clusters;

/// <summary>Signs in with the machine key of a gateway, as the command line does.</summary>
public static class MachineSignIn
{
    /// <summary>Asks the gateway for an API key of <c>admin</c>, which lasts as long as the database.</summary>
    /// <param name="gateway">A gateway that is ready.</param>
    /// <param name="machineKeyFile">Its <c>Sanctum:Access:MachineKeyFile</c>.</param>
    public static async Task<string> GetApiKey(Uri gateway, string machineKeyFile)
    {
        using var http = new HttpClient { BaseAddress = gateway };
        http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", await GetToken(gateway, machineKeyFile));
        using var created = await http.PostAsJsonAsync("/v1/keys", new { name = "tests", permissions = new[] { "*:*" } });
        return (await Read(created))["secret"]!.GetValue<string>();
    }

    /// <summary>Asks the gateway for an access token of <c>admin</c>, which lasts for minutes and may create keys.</summary>
    /// <inheritdoc cref="GetApiKey" path="/param"/>
    public static async Task<string> GetToken(Uri gateway, string machineKeyFile)
    {
        using var http = new HttpClient { BaseAddress = gateway };
        using var signIn = new HttpRequestMessage(HttpMethod.Post, "/api/users/machine-token");
        signIn.Headers.Add("X-Machine-Key", await File.ReadAllTextAsync(machineKeyFile));
        using var signedIn = await http.SendAsync(signIn);
        return (await Read(signedIn))["access_token"]!.GetValue<string>();
    }

    private static async Task<JsonNode> Read(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"{answer.RequestMessage!.RequestUri}: {(int)answer.StatusCode} {text}");
    }
}
