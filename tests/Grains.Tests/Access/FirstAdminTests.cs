using Sanctum.Errors;

namespace Sanctum.Access;

public sealed class FirstAdminTests(AccessModelTests.AccessHost host) : IClassFixture<AccessModelTests.AccessHost>
{
    private static readonly Caller Here = new("192.0.2.1", null);

    private readonly string _tenant = $"first-{Guid.NewGuid():N}";

    [Fact]
    public async Task First_admin_is_made_once_also_where_others_have_registered_before()
    {
        await User("eve").Create(new NewUser(null, "correct horse battery", [], IsSelfRegistered: true, Here));

        var passwords = await Task.WhenAll(User("admin").CreateFirst(), User("admin").CreateFirst());

        Assert.NotNull(Assert.Single(passwords, password => password is not null));
        Assert.Null(await User("other").CreateFirst());
        Assert.Equal(["admin"], (await User("admin").Get()).Roles.AsEnumerable());
        Assert.Equal(["viewer"], (await User("eve").Get()).Roles.AsEnumerable());
    }

    [Fact]
    public async Task Nobody_registers_as_admin() => await Assert.ThrowsAsync<ConflictException>(
        () => User("admin").Create(new NewUser(null, "correct horse battery", [], IsSelfRegistered: true, Here)));

    [Fact]
    public async Task Last_admin_is_neither_disabled_nor_demoted_and_recovery_makes_a_disabled_one_an_admin_again()
    {
        await User("admin").CreateFirst();
        new Principal(_tenant, PrincipalKind.User, "admin", [Permission.Everything]).Act();
        await Assert.ThrowsAsync<ConflictException>(() => User("admin").SetDisabled(true));
        await Assert.ThrowsAsync<ConflictException>(() => User("admin").SetRoles(["viewer"]));
        await User("second").Create(new NewUser(null, "correct horse battery", ["admin"], IsSelfRegistered: false, Here));
        await User("admin").SetRoles(["viewer"]);
        await User("admin").SetDisabled(true);

        var password = await User("admin").Recover();

        var admin = await User("admin").Get();
        Assert.Equal((false, true), (admin.IsDisabled, admin.MustChangePassword));
        Assert.Equal(["admin", "viewer"], admin.Roles.AsEnumerable());
        Assert.True((await User("admin").SignIn(password, Here)).MustChangePassword);
    }

    [Fact]
    public async Task Without_a_known_caller_nothing_is_given()
    {
        await User("admin").CreateFirst();

        await Assert.ThrowsAsync<MissingPermissionException>(
            () => User("ada").Create(new NewUser(null, "correct horse battery", ["viewer"], IsSelfRegistered: false, Here)));
        await Assert.ThrowsAsync<MissingPermissionException>(() => User("admin").SetRoles([]));
    }

    private IUserGrain User(string name) => host.Host.Grains.GetGrain<IUserGrain>($"{_tenant}/{name}");
}
