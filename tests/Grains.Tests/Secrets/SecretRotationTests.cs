using System.Collections.Immutable;
using Sanctum.Access;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Platforms.Remote;
using Sanctum.Testing;

namespace Sanctum.Secrets;

public sealed class SecretRotationTests : IAsyncLifetime
{
    private const string RemoteSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly string _first = NewKey();
    private readonly string _second = NewKey();
    private PlatformHost _host = null!;

    public async Task InitializeAsync() => _host = await PlatformHost.Start(("Sanctum:Secrets:Key", _first));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    private ISecretsGrain Secrets => _host.Grains.GetGrain<ISecretsGrain>("default/secrets");

    private ISigningKeysGrain SigningKeys => _host.Grains.GetGrain<ISigningKeysGrain>("default/signing-keys");

    private IKeyRingGrain KeyRing => _host.Grains.GetGrain<IKeyRingGrain>("default/key-ring");

    [Fact]
    public async Task After_a_start_with_another_key_every_secret_comes_under_it_and_the_old_key_can_be_removed()
    {
        var account = await _host.Connect();
        await _host.Account(account).Open();
        await SigningKeys.Rotate(immediately: false);
        await Register("board");
        await KeyRing.Add(0, new RingKey("key-1", "<key />", DateTimeOffset.UtcNow.AddDays(90)));
        var signing = (await SigningKeys.Accepted())[0];
        var totp = await Enrol();
        Assert.Equal(
            [
                "key_ring.secret", "platform_account.credentials", "platform_session.secret", "remote_platform.secret",
                "signing_key.secret", "user_totp.secret",
            ],
            (await Secrets.Get()).Owners.Where(owner => owner.Secrets > 0).Select(owner => owner.Name));

        await RestartWithSecond("00:00:00");
        var status = await Eventually.Get(() => Secrets.Get(), now => now.IsComplete);

        Assert.Equal(KeyId(_second), status.CurrentKey);
        Assert.Equal([(KeyId(_second), true, false), (KeyId(_first), false, true)],
            status.Keys.Select(key => (key.Id, key.IsCurrent, key.CanBeRemoved)));
        await _host.Restart(null, ("Sanctum:Secrets:PreviousKeys:0", _second));
        Assert.NotNull((await _host.Account(account).Open()).Session);
        Assert.Equal(signing.Bytes.AsEnumerable(), (await SigningKeys.Accepted())[0].Bytes.AsEnumerable());
        Assert.Equal("<key />", (await KeyRing.Follow(-1, CancellationToken.None)).Keys.Single().Document);
        await Eventually.True(() => Task.FromResult(_host.Part<RemotePlatforms>().Find("board") is not null));
        Assert.Equal(totp, (await _host.Part<TotpStore>().Find("default", "admin", CancellationToken.None))!.Secret);
    }

    [Fact]
    public async Task Until_the_time_is_over_nothing_is_encrypted_anew_unless_an_operator_wants_it()
    {
        await SigningKeys.Rotate(immediately: false);
        await RestartWithSecond("1.00:00:00");
        var before = await Secrets.Get();

        var after = await Secrets.Reencrypt();

        Assert.Equal((false, true), (before.IsComplete, after.IsComplete));
        Assert.False(before.Keys.Single(key => key.Id == KeyId(_first)).CanBeRemoved);
        Assert.Equal(1, before.Owners.Single(owner => owner.Name == "signing_key.secret").Outdated);
    }

    [Fact]
    public async Task Many_rows_are_done_in_batches_and_one_that_cannot_be_read_stays_and_is_counted()
    {
        foreach (var i in Enumerable.Range(0, 230))
            await Register($"board-{i}");
        await _host.Execute("update remote_platform set secret = '\\x00' where name = 'board-7'");
        await RestartWithSecond("1.00:00:00");

        var status = await Secrets.Reencrypt();

        Assert.Equal(
            new SecretOwnerStatus("remote_platform.secret", 230, 1), Assert.Single(status.Owners, owner => owner.Secrets > 0));
        Assert.False(status.Keys.Single(key => key.Id == KeyId(_first)).CanBeRemoved);
        await Eventually.True(() => Task.FromResult(_host.Log.Any(
            line => line.Contains("1 secrets of remote_platform.secret cannot be read", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task What_is_written_between_reading_and_writing_a_row_stays()
    {
        await Register("board");
        await RestartWithSecond("1.00:00:00");
        var column = new SealedColumn("remote_platform", "secret", "secret_key", [new("name")], row =>
        {
            _host.Execute("update remote_platform set secret = secret || '\\x01'").GetAwaiter().GetResult();
            return RemotePlatforms.PlaceOf(row[0]);
        });

        var page = await _host.Part<SealedRows>().Reencrypt(column, after: null, 10, CancellationToken.None);

        Assert.Equal(new ReencryptedPage(0, 0, null), page);
        Assert.Equal(KeyId(_first), await _host.Scalar<string>("select secret_key from remote_platform"));
    }

    [Fact]
    public async Task While_another_process_has_started_with_another_key_nothing_is_encrypted_back()
    {
        await SigningKeys.Rotate(immediately: false);
        await RestartWithSecond("1.00:00:00");
        await _host.Execute("update installation set key_check = 'of another process'");

        var refusal = await Assert.ThrowsAsync<ConflictException>(() => Secrets.Reencrypt());

        Assert.Contains("Sanctum:Secrets:Key", refusal.Message, StringComparison.Ordinal);
        Assert.False((await Secrets.Get()).IsComplete);
    }

    [Fact]
    public async Task A_key_that_is_missing_is_named_as_such()
    {
        await SigningKeys.Rotate(immediately: false);
        await _host.Restart(
            "update signing_key set secret_key_id = 'lost'", ("Sanctum:Secrets:ReencryptAfter", "1.00:00:00"));

        var status = await Secrets.Get();

        Assert.Equal(new SecretKeyStatus("lost", IsCurrent: false, IsKnown: false, 1), status.Keys.Single(key => !key.IsCurrent));
    }

    // A column of bytes is the hash of something, or a secret that somebody encrypts anew.
    [Fact]
    public async Task Every_column_of_encrypted_bytes_has_an_owner()
    {
        var columns = await _host.Scalar<string[]>(
            """
            select array_agg(table_name || '.' || column_name order by 1) from information_schema.columns
            where table_schema = 'public' and data_type = 'bytea'
                and column_name !~ '(^|_)hash$' and table_name not in (
                    'grain_state', 'memory_embedding', 'transcript_embedding', 'memory_import_content', 'agent_export_content')
            """);

        var owners = _host.Part<IEnumerable<ISecretOwner>>().Select(owner => owner.Name).ToImmutableArray();

        Assert.Equal(
            columns.Order(StringComparer.Ordinal),
            owners.Where(name => !name.StartsWith("grain_state.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(owners.Distinct(), owners);
    }

    private static string NewKey() => Convert.ToBase64String(SecretKey.Generate().Bytes);

    private static string KeyId(string key) => SecretKey.Parse(key).Id;

    private async Task<string> Enrol()
    {
        await _host.Grains.GetGrain<IUserGrain>("default/admin").CreateFirst();
        return (await _host.Part<TotpFactor>().Enrol("default", "admin")).Secret;
    }

    private Task Register(string name) => _host.Part<RemoteStore>().Write(
        name, new RemoteRegistration("http://127.0.0.1:1/", "", 4_000, TextUnit.Utf16, true, """{"type":"object"}""", []),
        _host.Part<SecretBox>().Seal(RemoteSecret, RemotePlatforms.PlaceOf(name)), CancellationToken.None);

    private Task RestartWithSecond(string reencryptAfter) => _host.Restart(
        null, ("Sanctum:Secrets:Key", _second), ("Sanctum:Secrets:PreviousKeys:0", _first),
        ("Sanctum:Secrets:ReencryptAfter", reencryptAfter));
}
