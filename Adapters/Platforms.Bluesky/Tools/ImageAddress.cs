using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Errors;
using Sanctum.Web;

namespace Sanctum.Platforms.Bluesky.Tools;

/// <summary>An image that a model wants on a post.</summary>
/// <param name="Url">Where it is.</param>
/// <param name="Alt">What it shows.</param>
internal sealed record ImageAddress(
    [Description("The image's http or https address."), StringLength(2_048, MinimumLength = 8)] string Url,
    [Description("What it shows, for those who cannot see it."), StringLength(2_000, MinimumLength = 1)] string Alt)
{
    private const int MaxBytes = 1_000_000;

    /// <summary>Fetches it from the public web.</summary>
    /// <exception cref="DependencyException">It is no image, or larger than every server takes.</exception>
    public async Task<PostImage> Download(IPublicWeb web, CancellationToken cancellationToken)
    {
        var file = await web.FetchAsync(Url, "image/*", cancellationToken);
        if (file.MediaType?.StartsWith("image/", StringComparison.Ordinal) is not true)
            throw new DependencyException(
                file.Address.Host, $"answered {file.MediaType ?? "a file of no type"}, which is no image.", ErrorClass.Permanent);
        if (file.Content.Length > MaxBytes)
            throw new DependencyException(file.Address.Host, $"the image is larger than {MaxBytes} bytes.", ErrorClass.Permanent);
        return new PostImage(file.Content.ToArray(), file.MediaType, Alt);
    }
}
