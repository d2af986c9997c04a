using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Web;

namespace Sanctum.Access;

/// <summary>
/// Reads the documents by which clients describe themselves (OAuth Client ID Metadata Document): a client's id is the address of
/// one. It is fetched from public addresses alone, without redirects, and bounded in size and time.
/// </summary>
internal sealed partial class ClientDocuments(
    IHttpClientFactory http, IOptions<OAuthOptions> options, TimeProvider clock, ILogger<ClientDocuments> logger)
{
    private const string ClientName = "oauth-client-documents";
    private const int MaxIdCharacters = 512;
    private const int MaxBytes = 10 * 1024;
    private const int MaxDepth = 8;
    private const int MaxKept = 200;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    // What is refused is kept as well, so that nobody has an address fetched again and again.
    private readonly ConcurrentDictionary<string, (long Since, OAuthClient? Client)> _kept = new(StringComparer.Ordinal);

    public static void AddClient(IServiceCollection services) =>
        services.AddVettedClient(ClientName, provider => new VettedConnections(
            new PublicAddresses(provider.GetRequiredService<IOptions<OAuthOptions>>().Value.AllowedNetworks),
            plainOnlyWhereAllowed: true));

    /// <summary>Whether a client's id is the address of a document that may be fetched.</summary>
    public bool Concerns(string clientId) =>
        options.Value.ClientDocuments && clientId.Length <= MaxIdCharacters
        && Uri.TryCreate(clientId, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
        && address.AbsoluteUri == clientId && address.AbsolutePath.Length > 1 && address.UserInfo.Length == 0
        && address.Fragment.Length == 0;

    /// <summary>The client that the document describes; null if it cannot be read or is refused.</summary>
    public async Task<OAuthClient?> Find(string clientId)
    {
        if (_kept.TryGetValue(clientId, out var kept) && clock.GetElapsedTime(kept.Since) < Kept)
            return kept.Client;
        var client = await TryRead(clientId);
        if (_kept.Count >= MaxKept)
            _kept.Clear();
        _kept[clientId] = (clock.GetTimestamp(), client);
        return client;
    }

    private async Task<OAuthClient?> TryRead(string clientId)
    {
        try
        {
            using var timeout = new CancellationTokenSource(Timeout, clock);
            using var document = JsonDocument.Parse(
                await Fetch(clientId, timeout.Token), new JsonDocumentOptions { MaxDepth = MaxDepth });
            return Describe(clientId, document.RootElement);
        }
        catch (Exception exception) when (
            exception is HttpRequestException or OperationCanceledException or JsonException or SanctumException or IOException)
        {
            Refused(logger, clientId, exception.Message);
            return null;
        }
    }

    private async Task<ReadOnlyMemory<byte>> Fetch(string address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("application/json");
        using var answer = await http.CreateClient(ClientName).SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (answer.StatusCode != System.Net.HttpStatusCode.OK)
            throw new InvalidRequestException("client_id", $"names a document that is answered with {(int)answer.StatusCode}.");
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxBytes + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= MaxBytes
            ? buffer.AsMemory(0, length)
            : throw new InvalidRequestException("client_id", $"names a document of more than {MaxBytes} bytes, the limit.");
    }

    private OAuthClient Describe(string clientId, JsonElement document)
    {
        if (document.ValueKind != JsonValueKind.Object || TextOf(document, "client_id") != clientId)
            throw new InvalidRequestException("client_id", "is not the address of the document.");
        if (TextOf(document, "token_endpoint_auth_method") is not (null or "none"))
            throw new InvalidRequestException("token_endpoint_auth_method", "must be none: the document holds no secret.");
        ImmutableArray<string> redirectUris = document.TryGetProperty("redirect_uris", out var uris)
            && uris.ValueKind == JsonValueKind.Array
            ? [.. uris.EnumerateArray().Select(uri => uri.ValueKind == JsonValueKind.String ? uri.GetString()! : "")]
            : [];
        var name = TextOf(document, "client_name") ?? new Uri(clientId).Host;
        OAuthRules.Check(OAuthClientKind.Public, name, redirectUris, []);
        return new OAuthClient(
            IdOf(clientId), clientId, name, OAuthClientKind.Public, OAuthClientSource.Document, redirectUris, [],
            $"document/{new Uri(clientId).Host}", clock.GetUtcNow(), null, []);
    }

    private static string? TextOf(JsonElement document, string name) =>
        document.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // The same for each silo, also before there is a row.
    private static Guid IdOf(string clientId) => new(SHA256.HashData(Encoding.UTF8.GetBytes(clientId)).AsSpan(0, 16));

    [LoggerMessage(2480, LogLevel.Information, "The client metadata document {ClientId} is not accepted: {Reason}")]
    private static partial void Refused(ILogger logger, string clientId, string reason);
}
