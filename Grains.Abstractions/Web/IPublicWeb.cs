using Sanctum.Errors;

namespace Sanctum.Web;

/// <summary>Fetches files from the public web, under the limits of <c>Sanctum:Tools:FetchWebpage</c>.</summary>
public interface IPublicWeb
{
    /// <summary>Fetches a file. Redirects are followed; the address of each is vetted before a connection is made.</summary>
    /// <param name="url">Its http or https address.</param>
    /// <param name="accept">The media types that are wanted, as the Accept header names them.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="InvalidRequestException">The address is none, or not public.</exception>
    /// <exception cref="DependencyException">The server failed or refused, or the file is too large.</exception>
    Task<FetchedFile> FetchAsync(string url, string accept, CancellationToken cancellationToken);
}

/// <summary>A file from the web.</summary>
/// <param name="Address">Where it was in the end.</param>
/// <param name="MediaType">What the server says that it is, or null.</param>
/// <param name="Content">The file, from its start.</param>
public sealed record FetchedFile(Uri Address, string? MediaType, MemoryStream Content);
