// One file on purpose: a made-up solution whose arrows the reader has to find, each hidden in another construct.
namespace Sanctum.Sample.Base
{
    [AttributeUsage(AttributeTargets.Class)]
    internal sealed class ThingAttribute : Attribute
    {
        public static int Count() => 1;
    }
}

namespace Sanctum.Sample.Async
{
    internal sealed class User
    {
        public static async Task<int> Use()
        {
            await Task.Yield();
            return Base.ThingAttribute.Count();
        }
    }
}

namespace Sanctum.Sample.Closures
{
    internal sealed class User
    {
        public static Func<int> Use(int more) => () => Base.ThingAttribute.Count() + more;
    }
}

namespace Sanctum.Sample.Generics
{
    internal sealed class User
    {
        public static int Use(List<Base.ThingAttribute> things) => things.Count;
    }
}

namespace Sanctum.Sample.Iterators
{
    internal sealed class User
    {
        public static IEnumerable<int> Use()
        {
            yield return Base.ThingAttribute.Count();
        }
    }
}

namespace Sanctum.Sample.Attributes
{
    [Base.Thing]
    internal sealed class User;
}
