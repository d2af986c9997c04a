using System.Reflection;

namespace Sanctum.Contracts;

/// <summary>What every grain interface keeps to, so that its grains can be called on any runtime and after any renaming.</summary>
internal static class GrainInterfaceRules
{
    /// <summary>Every rule that <paramref name="face"/> breaks; the types that it speaks are given to <paramref name="messages"/>.</summary>
    public static IEnumerable<string> Broken(Type face, MessageRules messages)
    {
        if (!typeof(IGrainWithStringKey).IsAssignableFrom(face))
            yield return $"{face.Name} is not keyed by a string.";
        if (!face.IsDefined(typeof(AliasAttribute), inherit: false))
            yield return $"{face.Name} has no [Alias].";

        var aliases = new HashSet<string>(StringComparer.Ordinal);
        foreach (var method in face.GetMethods())
        {
            var name = $"{face.Name}.{method.Name}";
            if (method.GetCustomAttribute<AliasAttribute>() is not { } alias)
                yield return $"{name} has no [Alias].";
            else if (!aliases.Add(alias.Alias))
                yield return $"{name} has the alias of another method.";

            if (Answer(method.ReturnType) is not { } answer)
                yield return $"{name} answers {method.ReturnType.Name}, which is no task.";
            else if (answer != typeof(void))
                messages.Message(answer, name);

            var parameters = method.GetParameters().Select(parameter => parameter.ParameterType).ToList();
            if (parameters.Count(type => type == typeof(CancellationToken)) > 1)
                yield return $"{name} takes more than one cancellation token.";
            foreach (var type in parameters.Where(type => type != typeof(CancellationToken)))
                messages.Message(type, name);
        }
    }

    private static Type? Answer(Type type)
    {
        if (type == typeof(Task) || type == typeof(ValueTask))
            return typeof(void);
        if (!type.IsGenericType)
            return null;
        var shape = type.GetGenericTypeDefinition();
        return shape == typeof(Task<>) || shape == typeof(ValueTask<>) || shape == typeof(IAsyncEnumerable<>) ? type.GenericTypeArguments[0] : null;
    }
}
