using System.Text.Json;
using Amazon;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Sanctum.Configuration;

namespace Sanctum.Secrets;

/// <summary>
/// AWS Systems Manager Parameter Store: <c>secret://ssm/NAME</c>, decrypted. With a field, the parameter is a JSON object. A name
/// that begins with a slash has two of them there: <c>secret://ssm//sanctum/openai</c>.
/// </summary>
internal sealed class SsmStore(IConfiguration settings) : ISecretStore
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly Lazy<SsmOptions> _options = new(() => EarlyOptions.Read<SsmOptions>(settings, SsmOptions.Section));

    public string Name => "ssm";

    public bool IsLocal => false;

    public async Task<string> Read(SecretReference reference, CancellationToken cancellationToken)
    {
        using var client = Connect(_options.Value);
        try
        {
            var answer = await client.GetParameterAsync(
                new GetParameterRequest { Name = reference.Path, WithDecryption = true }, cancellationToken);
            return Find(answer.Parameter.Value, reference.Field);
        }
        catch (AmazonServiceException exception)
        {
            throw new SecretUnavailableException(
                exception.StatusCode == default
                    ? "the store cannot be reached."
                    : $"the store answered {(int)exception.StatusCode}, {exception.ErrorCode}.",
                exception);
        }
        catch (Exception exception) when (exception is AmazonClientException or HttpRequestException)
        {
            throw new SecretUnavailableException("the store cannot be reached, or there are no credentials for it.", exception);
        }
    }

    private static AmazonSimpleSystemsManagementClient Connect(SsmOptions options)
    {
        var config = new AmazonSimpleSystemsManagementConfig { Timeout = Timeout, MaxErrorRetry = 2 };
        if (options.Url is { Length: > 0 } url)
            (config.ServiceURL, config.AuthenticationRegion) = (url, options.Region);
        else
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        return options is { AccessKey: { Length: > 0 } id, SecretKey: { Length: > 0 } secret }
            ? new AmazonSimpleSystemsManagementClient(new BasicAWSCredentials(id, secret), config)
            : new AmazonSimpleSystemsManagementClient(config);
    }

    private static string Find(string value, string? field)
    {
        if (field is null)
            return value;
        try
        {
            using var fields = JsonDocument.Parse(value);
            return fields.RootElement.Text(field);
        }
        catch (JsonException exception)
        {
            throw new SecretUnavailableException("it is not a JSON object, so it has no fields.", exception);
        }
    }
}
