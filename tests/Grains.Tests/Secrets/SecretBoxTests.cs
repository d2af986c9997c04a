using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Options;

namespace Sanctum.Secrets;

public sealed class SecretBoxTests
{
    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    [Fact]
    public void What_is_sealed_opens_in_its_place_and_nowhere_else()
    {
        var box = Box(_key);

        Prop.ForAll<NonNull<string>, NonNull<string>>((text, place) =>
        {
            var wellFormed = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text.Get));
            var secret = box.Seal(wellFormed, place.Get);
            Assert.Equal(wellFormed, box.Open(secret, place.Get));
            Assert.Throws<UnreadableSecretException>(() => box.Open(secret, place.Get + "x"));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_changed_byte_anywhere_is_found()
    {
        var box = Box(_key);
        var secret = box.Seal("a secret", "place");

        for (var i = 0; i < secret.Bytes.Length; i++)
        {
            var changed = (byte[])secret.Bytes.Clone();
            changed[i] ^= 1;
            Assert.Throws<UnreadableSecretException>(() => box.Open(secret with { Bytes = changed }, "place"));
        }
        Assert.Throws<UnreadableSecretException>(() => box.Open(secret with { Bytes = secret.Bytes[..10] }, "place"));
    }

    [Fact]
    public void The_same_text_is_never_sealed_to_the_same_bytes() =>
        Assert.NotEqual(Box(_key).Seal("again", "place").Bytes, Box(_key).Seal("again", "place").Bytes);

    [Fact]
    public void After_a_rotation_old_secrets_open_with_the_previous_key_and_are_known_to_be_outdated()
    {
        var old = Box(_key).Seal("kept", "place");
        var next = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

        var rotated = Box(next, _key);

        Assert.Equal("kept", rotated.Open(old, "place"));
        Assert.True(rotated.IsOutdated(old));
        Assert.False(rotated.IsOutdated(rotated.Seal("new", "place")));
        Assert.Throws<UnreadableSecretException>(() => Box(next).Open(old, "place"));
    }

    [Fact]
    public void Without_a_key_one_is_made_in_a_file_that_only_its_owner_reads()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var file = Path.Combine(folder.FullName, "deep", "secrets.key");
            var secret = FileBox(file).Seal("kept", "place");

            Assert.Equal("kept", FileBox(file).Open(secret, "place"));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Processes_that_make_the_key_at_once_agree_on_one()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var file = Path.Combine(folder.FullName, "secrets.key");
            var ids = Enumerable.Range(0, 16).AsParallel().WithDegreeOfParallelism(16)
                .Select(_ => SecretKeyFile.ReadOrCreate(file).Id).ToList();

            Assert.Single(ids.Distinct());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static SecretBox Box(string key, params string[] previous) =>
        new(new SecretKeyRing(Options.Create(new SecretsOptions { Key = key, PreviousKeys = previous })));

    private static SecretBox FileBox(string file) =>
        new(new SecretKeyRing(Options.Create(new SecretsOptions { KeyFile = file })));
}
