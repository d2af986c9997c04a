using System.Collections.Immutable;
using System.Reflection;

namespace Sanctum.Runtime.Serialization;

/// <summary>Copies the collections that messages may hold.</summary>
internal static class CollectionCopier
{
    private static readonly Dictionary<Type, string> Copiers = new()
    {
        [typeof(List<>)] = nameof(CopyList),
        [typeof(HashSet<>)] = nameof(CopyHashSet),
        [typeof(Queue<>)] = nameof(CopyQueue),
        [typeof(Stack<>)] = nameof(CopyStack),
        [typeof(SortedSet<>)] = nameof(CopySortedSet),
        [typeof(SortedDictionary<,>)] = nameof(CopySortedDictionary),
        [typeof(Dictionary<,>)] = nameof(CopyDictionary),
        [typeof(ImmutableArray<>)] = nameof(CopyImmutableArray),
        [typeof(ImmutableList<>)] = nameof(CopyImmutableList),
        [typeof(ImmutableHashSet<>)] = nameof(CopyImmutableHashSet),
        [typeof(ImmutableDictionary<,>)] = nameof(CopyImmutableDictionary),
    };

    /// <summary>How to copy this collection type, or null if it is none of them.</summary>
    public static Func<object, object>? For(Type type, DeepCopier items)
    {
        if (!type.IsGenericType || !Copiers.TryGetValue(type.GetGenericTypeDefinition(), out var name))
            return null;
        var copy = typeof(CollectionCopier).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(type.GenericTypeArguments)
            .CreateDelegate<Func<object, DeepCopier, object>>();
        return value => copy(value, items);
    }

    private static object CopyList<T>(object value, DeepCopier items) => ((List<T>)value).ConvertAll(item => (T)items.Copy(item)!);

    private static object CopyHashSet<T>(object value, DeepCopier items)
    {
        var set = (HashSet<T>)value;
        return new HashSet<T>(set.Select(item => (T)items.Copy(item)!), set.Comparer);
    }

    private static object CopyQueue<T>(object value, DeepCopier items) => new Queue<T>(((Queue<T>)value).Select(item => (T)items.Copy(item)!));

    private static object CopyStack<T>(object value, DeepCopier items) => new Stack<T>(((Stack<T>)value).Reverse().Select(item => (T)items.Copy(item)!));

    private static object CopySortedSet<T>(object value, DeepCopier items)
    {
        var set = (SortedSet<T>)value;
        return new SortedSet<T>(set.Select(item => (T)items.Copy(item)!), set.Comparer);
    }

    private static object CopySortedDictionary<TKey, TValue>(object value, DeepCopier items) where TKey : notnull
    {
        var map = (SortedDictionary<TKey, TValue>)value;
        var copy = new SortedDictionary<TKey, TValue>(map.Comparer);
        foreach (var (key, item) in map)
            copy.Add((TKey)items.Copy(key)!, (TValue)items.Copy(item)!);
        return copy;
    }

    private static object CopyDictionary<TKey, TValue>(object value, DeepCopier items) where TKey : notnull
    {
        var map = (Dictionary<TKey, TValue>)value;
        return map.ToDictionary(pair => (TKey)items.Copy(pair.Key)!, pair => (TValue)items.Copy(pair.Value)!, map.Comparer);
    }

    private static object CopyImmutableArray<T>(object value, DeepCopier items)
    {
        var array = (ImmutableArray<T>)value;
        return array.IsDefault ? array : [.. array.Select(item => (T)items.Copy(item)!)];
    }

    private static object CopyImmutableList<T>(object value, DeepCopier items) => ((ImmutableList<T>)value).ConvertAll(item => (T)items.Copy(item)!);

    private static object CopyImmutableHashSet<T>(object value, DeepCopier items)
    {
        var set = (ImmutableHashSet<T>)value;
        return set.Select(item => (T)items.Copy(item)!).ToImmutableHashSet(set.KeyComparer);
    }

    private static object CopyImmutableDictionary<TKey, TValue>(object value, DeepCopier items) where TKey : notnull
    {
        var map = (ImmutableDictionary<TKey, TValue>)value;
        return map.ToImmutableDictionary(pair => (TKey)items.Copy(pair.Key)!, pair => (TValue)items.Copy(pair.Value)!, map.KeyComparer, map.ValueComparer);
    }
}
