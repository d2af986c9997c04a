using System.Reflection;
using System.Reflection.Emit;
using Sanctum.Hosting;

namespace Sanctum.Tests;

public sealed class OptionUseTests
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public async Task Every_option_is_read_by_code_outside_of_its_class()
    {
        var settings = await BoundOptions.Find();
        var called = CalledFromOutside(settings.Select(setting => setting.Property.DeclaringType!).ToHashSet());

        var unread = settings.Where(setting => !called.Contains(Identity(setting.Property.GetMethod!)))
            .Select(setting => setting.Key).ToArray();

        Assert.True(unread.Length == 0, $"Nothing reads: {string.Join(", ", unread)}");
    }

    private static HashSet<(Module, int)> CalledFromOutside(HashSet<Type> options)
    {
        var called = new HashSet<(Module, int)>();
        foreach (var method in OurTypes().SelectMany(MethodsOf).Where(method => !options.Contains(method.DeclaringType!)))
        {
            foreach (var token in CallsIn(method))
            {
                if (Resolve(method, token) is { } callee && options.Contains(callee.DeclaringType!))
                    called.Add(Identity(callee));
            }
        }
        return called;
    }

    private static (Module, int) Identity(MethodBase method) => (method.Module, method.MetadataToken);

    private static IEnumerable<Type> OurTypes() =>
        Ours(typeof(SiloHost).Assembly, []).Concat(PartTypes.Adapters()).SelectMany(assembly => assembly.GetTypes());

    private static HashSet<Assembly> Ours(Assembly assembly, HashSet<Assembly> found)
    {
        if (found.Add(assembly))
        {
            foreach (var reference in assembly.GetReferencedAssemblies()
                .Where(name => name.Name!.StartsWith("Sanctum.", StringComparison.Ordinal)))
                Ours(Assembly.Load(reference), found);
        }
        return found;
    }

    private static IEnumerable<MethodBase> MethodsOf(Type type) =>
        [.. type.GetMethods(Everything), .. type.GetConstructors(Everything)];

    // A byte of an operand may look like a call: then its token is no method, or one that is not asked about.
    private static IEnumerable<int> CallsIn(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var i = 0; i + 4 < code.Length; i++)
        {
            if (code[i] == OpCodes.Call.Value || code[i] == OpCodes.Callvirt.Value)
                yield return BitConverter.ToInt32(code, i + 1);
        }
    }

    private static MethodBase? Resolve(MethodBase method, int token)
    {
        const int MethodDefinition = 0x06, MemberReference = 0x0A;
        if (token >> 24 is not (MethodDefinition or MemberReference))
            return null;
        try
        {
            return method.Module.ResolveMember(token, method.DeclaringType?.GetGenericArguments(), method.IsGenericMethod
                ? method.GetGenericArguments()
                : null) as MethodBase;
        }
        catch (Exception exception) when (exception is ArgumentException or BadImageFormatException or TypeLoadException)
        {
            return null;
        }
    }
}
