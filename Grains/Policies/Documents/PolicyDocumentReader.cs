using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Sanctum.Documents;
using Sanctum.Errors;

namespace Sanctum.Policies;

/// <summary>
/// Reads policy documents from YAML, and so from JSON: rules, or a module in WebAssembly. Every mistake is told with its field
/// and line.
/// </summary>
internal sealed partial class PolicyDocumentReader(WasmRuntime runtime)
{
    private const int MaxDocumentCharacters = 32 * 1024;
    private const int MaxModuleCharacters = 32 * 1024 + WasmModule.MaxBytes / 3 * 4 + WasmModule.MaxBytes / 32;
    private const int MaxRules = 100;
    private const int MaxNameCharacters = 64;
    private const int MaxTextCharacters = 500;
    private const string Deny = "deny";
    private const string Ask = "ask";

    /// <summary>Whether a document carries a module.</summary>
    public static bool HasModule(string document) => Module().IsMatch(document);

    /// <exception cref="InvalidRequestException">The document is no policy; every mistake is told.</exception>
    public IPolicyDocument Read(string name, string document)
    {
        var errors = new List<FieldError>();
        var limit = HasModule(document) ? MaxModuleCharacters : MaxDocumentCharacters;
        var fields = new YamlFields(DocumentParser.ParseMapping(document, limit), "", errors);
        IPolicyDocument? policy = fields.Has("wasm") ? ReadModule(name, fields, errors) : ReadRules(name, fields);
        if (errors.Count == 0)
            return policy!;
        policy?.Dispose();
        throw new InvalidRequestException(errors);
    }

    private static PolicyDocument ReadRules(string name, YamlFields fields)
    {
        var policy = new PolicyDocument(
            name, ReadText(fields, "description"), fields.OneOf("otherwise", "allow", "deny") == "deny", ReadRules(fields));
        fields.RefuseOthers();
        return policy;
    }

    // A module is compiled only where the rest is right: that is what takes time.
    private WasmPolicy? ReadModule(string name, YamlFields fields, List<FieldError> errors)
    {
        var description = ReadText(fields, "description");
        var actions = ReadActions(fields);
        var entrypoint = fields.RequiredText("entrypoint");
        var module = ReadBytes(fields);
        fields.RefuseOthers();
        if (errors.Count > 0)
            return null;
        try
        {
            return new WasmPolicy(name, description, actions, WasmModule.Load(runtime, name, module, entrypoint));
        }
        catch (WasmRefusedException refusal)
        {
            fields.Refuse(refusal.Field, refusal.Message);
            return null;
        }
    }

    private static byte[] ReadBytes(YamlFields fields)
    {
        var text = fields.Text("wasm");
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
            fields.Refuse("wasm", "is not Base64.");
        else if (length > WasmModule.MaxBytes)
            fields.Refuse("wasm", $"has {length} bytes; the limit is {WasmModule.MaxBytes}.");
        return bytes[..length];
    }

    [GeneratedRegex("""["']?\bwasm["']?\s*:""")]
    private static partial Regex Module();

    private static ImmutableArray<DocumentRule> ReadRules(YamlFields fields)
    {
        var rules = fields.Mappings("rules");
        if (rules.Count is 0 or > MaxRules)
            fields.Refuse("rules", $"has {rules.Count} rules; 1 to {MaxRules} are allowed.");
        var names = new HashSet<string>(StringComparer.Ordinal);
        return [.. rules.Take(MaxRules).Select(rule => ReadRule(rule, names))];
    }

    private static DocumentRule ReadRule(YamlFields fields, HashSet<string> names)
    {
        var name = fields.RequiredText("name");
        if (name.Length > MaxNameCharacters)
            fields.Refuse("name", $"has {name.Length} characters; the limit is {MaxNameCharacters}.");
        else if (!names.Add(name))
            fields.Refuse("name", $"'{name}' is the name of another rule.");
        var effect = fields.OneOf("effect", Deny, "allow", Ask);
        var reason = ReadText(fields, "reason");
        if (effect is Deny or Ask && reason.Length == 0)
            fields.Refuse("reason", $"is missing: a rule that {(effect == Ask ? "asks" : "denies")} says why.");
        var rule = new DocumentRule(
            name, ReadActions(fields), effect == Deny, ReadCondition(fields), reason, ReadTerms(fields, effect))
        {
            LiftsContainment = ReadContained(fields, effect),
        };
        fields.RefuseOthers();
        return rule;
    }

    private static ApprovalTerms? ReadTerms(YamlFields fields, string effect)
    {
        var terms = fields.Mapping("approval") is { } approval ? ApprovalTermsReader.Read(approval) : null;
        if (effect == Ask)
            return terms ?? ApprovalTerms.Default;
        if (terms is not null)
            fields.Refuse("approval", "requires the effect ask.");
        return null;
    }

    private static bool ReadContained(YamlFields fields, string effect)
    {
        var lifts = fields.OneOf("contained", "false", "true") == "true";
        if (lifts && effect != "allow")
            fields.Refuse("contained", "requires the effect allow.");
        return lifts;
    }

    private static ImmutableArray<string> ReadActions(YamlFields fields)
    {
        var actions = fields.Texts("actions") ?? [];
        if (actions.Count == 0)
            fields.Refuse("actions", "is missing: name at least one action.");
        foreach (var action in actions.Where(action => !PolicyActions.All.Contains(action)))
            fields.Refuse("actions", $"'{action}' is not one of {PolicyActions.Listed}.");
        return [.. actions];
    }

    private static CelCondition? ReadCondition(YamlFields fields)
    {
        if (!fields.Has("when"))
            return null;
        var (condition, error) = CelCondition.Compile(fields.Text("when"));
        if (error is not null)
            fields.Refuse("when", error);
        return condition;
    }

    private static string ReadText(YamlFields fields, string name)
    {
        var text = fields.Text(name);
        if (text.Length > MaxTextCharacters || NullCharacter.IsIn(text))
            fields.Refuse(name, $"has {text.Length} characters; at most {MaxTextCharacters} are allowed, none of them U+0000.");
        return text;
    }
}
