using Sanctum.Errors;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Sanctum.Documents;

/// <summary>Parses YAML from outside, and so JSON: one mapping, without aliases and with a bound on depth and length.</summary>
internal static class DocumentParser
{
    private const int MaxDepth = 16;

    /// <summary>The document's outermost mapping.</summary>
    /// <exception cref="InvalidRequestException">
    /// It is longer than <paramref name="maxCharacters"/>, or no such document.
    /// </exception>
    public static YamlMappingNode ParseMapping(string document, int maxCharacters)
    {
        if (document.Length > maxCharacters)
            throw new InvalidRequestException("document", $"has {document.Length} characters; the limit is {maxCharacters}.");
        try
        {
            RefuseAliasesAndDepth(document);
            var stream = new YamlStream();
            stream.Load(new StringReader(document));
            if (stream.Documents is not [{ RootNode: YamlMappingNode mapping }])
                throw new InvalidRequestException("document", "must be one mapping of fields.");
            RequireTextKeys(mapping);
            return mapping;
        }
        catch (YamlException exception)
        {
            throw new InvalidRequestException(
                [new FieldError("document", $"is not YAML: {exception.Message}", (int)exception.Start.Line)]);
        }
        catch (ArgumentException)
        {
            // YamlDotNet looks up escapes such as \ud800 without asking whether there is such a character.
            throw new InvalidRequestException("document", "is not YAML: an escape stands for no character.");
        }
        catch (InvalidOperationException)
        {
            // A plain text that a line break and too small an indentation cut off.
            throw new InvalidRequestException("document", "is not YAML: a text is continued on a line that is not indented.");
        }
    }

    // An alias can make a small document huge; no document needs one.
    private static void RefuseAliasesAndDepth(string document)
    {
        var parser = new Parser(new StringReader(document));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (parser.Current is AnchorAlias alias)
                throw new InvalidRequestException([new FieldError("document", "must not use aliases.", (int)alias.Start.Line)]);
            if (depth > MaxDepth)
                throw new InvalidRequestException([new FieldError(
                    "document", $"is nested deeper than {MaxDepth} levels.", (int)parser.Current.Start.Line)]);
        }
    }

    private static void RequireTextKeys(YamlNode root)
    {
        foreach (var mapping in root.AllNodes.OfType<YamlMappingNode>())
        {
            if (mapping.Children.Keys.FirstOrDefault(key => key is not YamlScalarNode) is { } other)
                throw new InvalidRequestException(
                    [new FieldError(
                        "document", "has a key that is not a text.", (int)other.Start.Line, (int)other.Start.Column)]);
        }
    }
}
