using Sanctum.Hosting;
using Sanctum.Streams;
using Sanctum.Testing;

namespace Sanctum.Contracts;

/// <summary>
/// Holds the names of grains, interfaces, methods, messages and states to the committed list in <c>names.txt</c>.
/// </summary>
public sealed class NameListTests
{
    private const string List = "tests/Grains.Tests/Contracts/names.txt";

    private static readonly Type[] Types = [
        .. typeof(EventEnvelope).Assembly.GetTypes(), .. typeof(ServiceRegistration).Assembly.GetTypes()];

    private readonly string[] _names = [.. GrainNames.All(Types)];
    private readonly string[] _listed = File.ReadAllLines(Path.Combine(Repository.Root, List));

    [Fact]
    public void No_name_of_the_list_is_gone_from_the_code()
    {
        var gone = _listed.Except(_names).ToList();

        Assert.True(
            gone.Count == 0,
            $"Names were changed or removed: {string.Join(", ", gone)}. Rows, reminders and silos of the build before know them. "
            + $"Give the type its old name back; take a line out of {List} only when no row and no supported build "
            + "has the name.");
    }

    [Fact]
    public void Every_name_in_the_code_is_in_the_list()
    {
        var added = _names.Except(_listed).ToList();
        if (added.Count == 0)
            return;
        var suggestion = Path.Combine(
            Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "contracts")).FullName, "names.txt");
        File.WriteAllLines(suggestion, _names);
        Assert.Fail($"New names: {string.Join(", ", added)}. Add them: cp artifacts/contracts/names.txt {List}");
    }
}
