using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Sanctum.Errors;

namespace Sanctum.Embeddings;

/// <summary>Embeddings of a server with OpenAI's API (https://platform.openai.com/docs/api-reference/embeddings).</summary>
internal sealed class OpenAIEmbeddings(IHttpClientFactory clients, IOptions<OpenAIEmbeddingOptions> options)
    : IEmbeddingProvider
{
    /// <summary>The name of the HTTP client.</summary>
    public const string Client = "embeddings";

    private readonly OpenAIEmbeddingOptions _options = options.Value;

    public string Name => "openai";

    public string Model => string.Create(CultureInfo.InvariantCulture, $"openai/{_options.Model}/{_options.Dimensions}");

    public int MaxBatch => _options.BatchSize;

    public IEmbeddingGenerator<string, Embedding<float>> Create() => new OpenAIEmbeddingGenerator(clients, _options);
}

/// <summary>One request for each call.</summary>
internal sealed class OpenAIEmbeddingGenerator(IHttpClientFactory clients, OpenAIEmbeddingOptions options)
    : IEmbeddingGenerator<string, Embedding<float>>
{
    private const string Dependency = "embeddings";
    private readonly Uri _url = new($"{options.Url.TrimEnd('/')}/embeddings");

    /// <exception cref="DependencyException">The server did not answer, refused, or answered something else.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? generation = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Timeout);
        try
        {
            return Read(await Send(texts, timeout.Token), texts.Length);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DependencyException(
                Dependency, $"no answer within {options.Timeout.TotalSeconds:0.#} s.", ErrorClass.Transient);
        }
        catch (HttpRequestException exception)
        {
            throw new DependencyException(Dependency, "the connection failed.", ErrorClass.Transient, inner: exception);
        }
        catch (JsonException exception)
        {
            throw new DependencyException(
                Dependency, $"the answer cannot be read: {exception.Message}", ErrorClass.Transient, inner: exception);
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private async Task<Answer?> Send(string[] texts, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(OpenAIEmbeddings.Client);
        using var request = new HttpRequestMessage(HttpMethod.Post, _url);
        request.Content = JsonContent.Create(new Question(
            options.Model, texts, options.Dimensions > 0 ? options.Dimensions : null));
        if (options.ApiKey is { Length: > 0 } key)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await client.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw Refused(response);
        return await response.Content.ReadFromJsonAsync<Answer>(cancellationToken);
    }

    private static DependencyException Refused(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        // Only these are about a text; a wrong key, address or model is mended without the texts being changed.
        var isAboutText = response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge
            or HttpStatusCode.UnprocessableEntity;
        return new DependencyException(
            Dependency, $"the server answered {status}.", isAboutText ? ErrorClass.Permanent : ErrorClass.Transient,
            response.Headers.RetryAfter?.Delta, isRefusal: true);
    }

    private static GeneratedEmbeddings<Embedding<float>> Read(Answer? answer, int count)
    {
        var data = answer?.Data ?? [];
        var vectors = new float[count][];
        foreach (var one in data.OfType<Vector>().Where(one => one.Index >= 0 && one.Index < count))
            vectors[one.Index] = one.Embedding ?? [];
        var dimensions = vectors.Select(vector => vector?.Length ?? 0).Distinct().ToArray();
        return dimensions is [> 0 and <= QuantizedVector.MaxDimensions]
            ? [.. vectors.Select(vector => new Embedding<float>(vector))]
            : throw new DependencyException(
                Dependency,
                $"the answer does not hold one vector of 1 to {QuantizedVector.MaxDimensions} dimensions for each text.",
                ErrorClass.Transient);
    }

    private sealed record Question(
        [property: JsonPropertyName("model")] string Model,
        [property: JsonPropertyName("input")] string[] Input,
        [property: JsonPropertyName("dimensions"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Dimensions);

    private sealed record Answer([property: JsonPropertyName("data")] Vector?[]? Data);

    private sealed record Vector(
        [property: JsonPropertyName("index")] int Index, [property: JsonPropertyName("embedding")] float[]? Embedding);
}
