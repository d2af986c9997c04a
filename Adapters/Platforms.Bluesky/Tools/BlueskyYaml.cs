using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Sanctum.Platforms.Bluesky.Tools;

/// <summary>People and posts as a model reads them.</summary>
internal static class BlueskyYaml
{
    private static readonly ISerializer Yaml = new SerializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance)
        .ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull).Build();

    public static string Of(IEnumerable<PlatformPost> posts) => Yaml.Serialize(posts.Select(Describe).ToList());

    public static string Of(PersonProfile profile, IEnumerable<PlatformPost> posts) => Yaml.Serialize(new
    {
        profile.Author.Handle,
        profile.Author.DisplayName,
        Did = profile.Author.Id,
        profile.Description,
        Metadata = new SortedDictionary<string, string>(profile.Metadata, StringComparer.Ordinal),
        LatestPosts = posts.Select(Describe).ToList(),
    });

    private static object Describe(PlatformPost post) =>
        new
        {
            Uri = post.Id,
            Author = $"@{post.Author.Handle}",
            At = post.CreatedAt.ToString("u"),
            post.Text,
            ReplyTo = post.ParentId,
        };
}
