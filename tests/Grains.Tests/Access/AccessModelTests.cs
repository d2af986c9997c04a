using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using FsCheck.Fluent;
using Microsoft.IdentityModel.JsonWebTokens;
using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>
/// Random operations on users, roles, keys and tokens: after each, the product and a model of a few lines agree on who may do
/// what. Each case has a tenant of its own.
/// </summary>
public sealed class AccessModelTests(AccessModelTests.AccessHost host) : IClassFixture<AccessModelTests.AccessHost>
{
    private const int Cases = 25;
    private const int Operations = 30;

    private static readonly ImmutableArray<Permission> Probes =
        [.. new[] { "agents:read", "agents:execute", "queues:read", "queues:write", "users:read" }.Select(Permission.Parse)];

    private static readonly string[] Grantable = ["agents:read", "agents:*", "queues:*", "*:read", "users:read"];

    [Fact]
    public async Task Model_and_product_agree_on_who_may_do_what()
    {
        var sequences = Gen.Choose(0, int.MaxValue - 1).ListOf(Operations).Sample(Cases);
        foreach (var (choices, i) in sequences.Select((choices, i) => (choices, i)))
        {
            var product = new Product(host.Host.Grains, $"model-{Guid.NewGuid():N}");
            await product.Begin();
            foreach (var choice in choices)
                await product.Do(choice);
            Assert.True(product.Checked > 0, $"case {i} checked nothing");
        }
    }

    /// <summary>A host whose passwords are cheap.</summary>
    public sealed class AccessHost : IAsyncLifetime
    {
        internal SanctumHost Host { get; } = new();

        public Task InitializeAsync() => Host.Start(("Sanctum:Access:SignIn:PasswordCost", "4"));

        public Task DisposeAsync() => Host.DisposeAsync();
    }

    /// <summary>What is done to the product is done to the model, which is the dictionaries and lists here.</summary>
    private sealed class Product(IGrainFactory grains, string tenant)
    {
        private const string Password = "correct horse battery";
        private static readonly Caller Here = new("192.0.2.1", "model");
        private static readonly string[] Names = ["ada", "bob", "cyd"];
        private static readonly string[] Custom = ["red", "blue"];

        private readonly Dictionary<string, Person> _users = [];
        private readonly Dictionary<string, Permission[]> _roles = new()
        {
            ["admin"] = [Permission.Everything],
            ["viewer"] = [Permission.Parse("*:read")],
        };

        private readonly List<Session> _sessions = [];
        private readonly List<Key> _keys = [];
        private readonly List<string> _refusedKids = [];
        private readonly List<string> _done = [];

        public int Checked { get; private set; }

        public async Task Begin()
        {
            Assert.NotNull(await grains.GetGrain<IUserGrain>($"{tenant}/root").CreateFirst());
            Root();
            await Create(Names[0], rest: 0);
            await SignIn(Names[0]);
        }

        public async Task Do(int choice)
        {
            Root();
            var (what, rest) = (choice % 12, choice / 12);
            var name = Names[rest % Names.Length];
            var role = Custom[rest / 3 % Custom.Length];
            await (what switch
            {
                0 or 1 => Create(name, rest),
                2 or 3 => SignIn(name),
                4 => SetRoles(name, rest),
                5 => PutRole(role, rest),
                6 => SetDisabled(name, rest % 2 == 0),
                7 => CreateKey(name, rest),
                8 => Revoke(rest),
                9 => Refresh(rest),
                10 => EndSession(rest),
                _ => rest % 3 == 0 ? Rotate() : ChangePassword(name),
            });
            await Agree();
        }

        private IUserGrain User(string name) => grains.GetGrain<IUserGrain>($"{tenant}/{name}");

        private void Root() => new Principal(tenant, PrincipalKind.User, "root", [Permission.Everything]).Act();

        private async Task Create(string name, int rest)
        {
            _done.Add($"create {name}");
            string[] roles = rest % 2 == 0 ? ["viewer"] : [];
            var attempt = User(name).Create(new NewUser(null, Password, [.. roles], false, Here));
            if (_users.ContainsKey(name))
            {
                await Assert.ThrowsAsync<ConflictException>(() => attempt);
                return;
            }
            await attempt;
            _users[name] = new Person { Roles = roles, Password = Password };
        }

        private async Task SignIn(string name)
        {
            _done.Add($"sign in {name}");
            var person = _users.GetValueOrDefault(name);
            var attempt = User(name).SignIn(person?.Password ?? Password, Here);
            if (person is null || person.IsDisabled)
            {
                // Enough of these lock the name, which is an answer of its own.
                var refused = await Record.ExceptionAsync(() => attempt);
                Assert.True(refused is SignInRefusedException or Errors.LimitExceededException, Told(refused?.ToString()));
                if (person is not null)
                    await User(name).Unlock();
                return;
            }
            var signedIn = await attempt;
            _sessions.Add(new Session
            {
                Id = signedIn.SessionId,
                Owner = name,
                Kid = new JsonWebToken(signedIn.AccessToken).Kid,
                Refresh = signedIn.RefreshToken,
            });
        }

        private async Task SetRoles(string name, int rest)
        {
            string[] roles =
                [.. _roles.Keys.Order(StringComparer.Ordinal).Where((_, i) => (rest >> i) % 2 == 0)];
            _done.Add($"roles {name} {string.Join(',', roles)}");
            var attempt = User(name).SetRoles([.. roles]);
            if (!_users.TryGetValue(name, out var person))
            {
                await Assert.ThrowsAsync<NotFoundException>(() => attempt);
                return;
            }
            await attempt;
            person.Roles = roles;
        }

        private async Task PutRole(string role, int rest)
        {
            Permission[] granted =
                [.. Grantable.Where((_, i) => (rest >> i) % 2 == 0).Append("queues:read").Select(Permission.Parse)];
            _done.Add($"role {role} {string.Join(',', granted)}");
            await grains.GetGrain<IRolesGrain>($"{tenant}/roles").Put(new Role(role, "", [.. granted]));
            _roles[role] = granted;
        }

        private async Task SetDisabled(string name, bool isDisabled)
        {
            _done.Add($"disable {name} {isDisabled}");
            if (!_users.TryGetValue(name, out var person))
                return;
            await User(name).SetDisabled(isDisabled);
            person.IsDisabled = isDisabled;
            if (isDisabled)
                _sessions.ForEach(session => session.IsOver |= session.Owner == name);
        }

        private async Task CreateKey(string name, int rest)
        {
            if (!_users.TryGetValue(name, out var person))
                return;
            var wanted = Permission.Parse(Grantable[rest % Grantable.Length]);
            _done.Add($"key {name} {wanted}");
            new Principal(tenant, PrincipalKind.User, name, [.. PermissionsOf(person)]).Act();
            var attempt = grains.GetGrain<IApiKeysGrain>($"{tenant}/keys").Create(new NewApiKey("k", [wanted], null));
            Root();
            if (!PermissionsOf(person).Any(granted => granted.Covers(wanted)))
            {
                await Assert.ThrowsAsync<MissingPermissionException>(() => attempt);
                return;
            }
            var created = await attempt;
            _keys.Add(new Key { Id = created.Key.Id, Secret = created.Secret, Owner = name, Grant = wanted });
        }

        private async Task Revoke(int rest)
        {
            if (_keys.Count == 0)
                return;
            var key = _keys[rest % _keys.Count];
            _done.Add($"revoke {key.Id}");
            await grains.GetGrain<IApiKeysGrain>($"{tenant}/keys").Revoke(key.Id);
            key.IsRevoked = true;
        }

        private async Task Refresh(int rest)
        {
            if (_sessions.Count == 0)
                return;
            var session = _sessions[rest % _sessions.Count];
            var isReuse = rest % 4 == 0 && session.Before is not null;
            _done.Add($"refresh {session.Id} {(isReuse ? "again" : "")}");
            var attempt = grains.GetGrain<IUserSessionsGrain>($"{tenant}/sessions")
                .Refresh(isReuse ? session.Before! : session.Refresh, Here);
            if (session.IsOver || isReuse)
            {
                await Assert.ThrowsAsync<SignInRefusedException>(() => attempt);
                session.IsOver = true;
                return;
            }
            var next = await attempt;
            (session.Before, session.Refresh) = (session.Refresh, next.RefreshToken);
            session.Kid = new JsonWebToken(next.AccessToken).Kid;
        }

        private async Task EndSession(int rest)
        {
            if (_sessions.Count == 0)
                return;
            var session = _sessions[rest % _sessions.Count];
            _done.Add($"end {session.Id}");
            await grains.GetGrain<IUserSessionsGrain>($"{tenant}/sessions").SignOut(session.Id);
            session.IsOver = true;
        }

        private async Task Rotate()
        {
            _done.Add("rotate");
            var keys = await grains.GetGrain<ISigningKeysGrain>($"{tenant}/signing-keys").Rotate(immediately: true);
            _refusedKids.AddRange(keys.Skip(1).Select(key => key.Kid));
        }

        private async Task ChangePassword(string name)
        {
            if (!_users.TryGetValue(name, out var person))
                return;
            _done.Add($"password {name}");
            var kept = _sessions.FirstOrDefault(session => session.Owner == name && !session.IsOver)?.Id ?? Guid.Empty;
            var next = $"another pass phrase {_done.Count}";
            await User(name).ChangePassword(person.Password, next, kept);
            person.Password = next;
            _sessions.ForEach(session => session.IsOver |= session.Owner == name && session.Id != kept);
        }

        private async Task Agree()
        {
            var principals = grains.GetGrain<IPrincipalsGrain>($"{tenant}/principals");
            foreach (var session in _sessions)
            {
                var found = await principals.OfSession(session.Id, session.Kid);
                var person = _users[session.Owner];
                var isIn = !session.IsOver && !person.IsDisabled && !_refusedKids.Contains(session.Kid);
                Agree(found, isIn ? PermissionsOf(person) : null, $"session {session.Id} of {session.Owner}");
            }
            foreach (var key in _keys)
            {
                var found = await principals.OfKey([.. SHA256.HashData(Encoding.UTF8.GetBytes(key.Secret))]);
                var person = _users[key.Owner];
                var isIn = !key.IsRevoked && !person.IsDisabled;
                Agree(
                    found, isIn ? PermissionsOf(person) : null, $"key {key.Id} of {key.Owner}",
                    needed => key.Grant.Covers(needed));
            }
        }

        private void Agree(Principal? found, Permission[]? expected, string who, Func<Permission, bool>? alsoNeeded = null)
        {
            Checked++;
            Assert.True(found is null == expected is null, Told($"{who}: {found}"));
            foreach (var needed in Probes.Where(_ => expected is not null))
            {
                var may = expected!.Any(granted => granted.Covers(needed)) && alsoNeeded?.Invoke(needed) is not false;
                Assert.True(found!.May(needed) == may, Told($"{who}, {needed}: {!may}"));
            }
        }

        private string Told(string? disagreement) => $"{disagreement} after\n{string.Join('\n', _done)}";

        private Permission[] PermissionsOf(Person person) => [.. person.Roles.SelectMany(role => _roles[role])];
    }

    private sealed class Person
    {
        public string[] Roles { get; set; } = [];

        public string Password { get; set; } = "";

        public bool IsDisabled { get; set; }
    }

    private sealed class Session
    {
        public Guid Id { get; init; }

        public string Owner { get; init; } = "";

        public string Kid { get; set; } = "";

        public string Refresh { get; set; } = "";

        public string? Before { get; set; }

        public bool IsOver { get; set; }
    }

    private sealed class Key
    {
        public Guid Id { get; init; }

        public string Secret { get; init; } = "";

        public string Owner { get; init; } = "";

        public Permission Grant { get; init; }

        public bool IsRevoked { get; set; }
    }
}
