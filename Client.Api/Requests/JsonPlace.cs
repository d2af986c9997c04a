using System.Globalization;
using System.Text;

namespace Sanctum.Requests;

/// <summary>Where a reader is in a JSON document, and which names the open objects have.</summary>
internal sealed class JsonPlace
{
    private readonly List<Level> _open = [];

    /// <summary>
    /// The place as field errors name it, such as <c>messages[2].content</c>; <c>body</c> for the document itself.
    /// </summary>
    public string Path
    {
        get
        {
            var path = new StringBuilder();
            foreach (var level in _open)
            {
                if (level.IsArray)
                    path.Append(CultureInfo.InvariantCulture, $"[{level.Index}]");
                else if (level.Name is { } name)
                    path.Append(path.Length == 0 ? "" : ".").Append(name);
            }
            return path.Length == 0 ? "body" : path.ToString();
        }
    }

    public void Enter(bool isArray)
    {
        Value();
        _open.Add(new Level(isArray));
    }

    public void Leave() => _open.RemoveAt(_open.Count - 1);

    /// <summary>The next value begins.</summary>
    public void Value()
    {
        if (_open is [.., { IsArray: true } array])
            array.Index++;
    }

    /// <summary>The value of <paramref name="name"/> is next; false if the object has one already.</summary>
    public bool Name(string name)
    {
        _open[^1].Name = name;
        return _open[^1].Names.Add(name);
    }

    private sealed class Level(bool isArray)
    {
        public bool IsArray { get; } = isArray;

        public int Index { get; set; } = -1;

        public string? Name { get; set; }

        public HashSet<string> Names => field ??= new HashSet<string>(StringComparer.Ordinal);
    }
}
