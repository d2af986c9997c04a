using System.Globalization;
using Sanctum.Errors;

namespace Sanctum.Tools.Builtin;

/// <summary>An arithmetic expression, by recursive descent: sums of products of powers of signed operands.</summary>
internal ref struct Expression
{
    private const int Deepest = 64;

    private static readonly Dictionary<string, double> Constants = new(StringComparer.OrdinalIgnoreCase)
    {
        ["pi"] = Math.PI,
        ["e"] = Math.E,
    };

    private static readonly Dictionary<string, (int Least, int Most, Func<double[], double> Apply)> Functions = new(
        StringComparer.OrdinalIgnoreCase)
    {
        ["sqrt"] = (1, 1, a => Math.Sqrt(a[0])),
        ["abs"] = (1, 1, a => Math.Abs(a[0])),
        ["floor"] = (1, 1, a => Math.Floor(a[0])),
        ["ceil"] = (1, 1, a => Math.Ceiling(a[0])),
        ["round"] = (1, 2, a => Math.Round(a[0], a.Length > 1 ? (int)Math.Clamp(a[1], 0, 15) : 0, MidpointRounding.AwayFromZero)),
        ["min"] = (1, 32, a => a.Min()),
        ["max"] = (1, 32, a => a.Max()),
        ["exp"] = (1, 1, a => Math.Exp(a[0])),
        ["ln"] = (1, 1, a => Math.Log(a[0])),
        ["log"] = (1, 2, a => a.Length > 1 ? Math.Log(a[0], a[1]) : Math.Log10(a[0])),
        ["sin"] = (1, 1, a => Math.Sin(a[0])),
        ["cos"] = (1, 1, a => Math.Cos(a[0])),
        ["tan"] = (1, 1, a => Math.Tan(a[0])),
    };

    private readonly ReadOnlySpan<char> _text;
    private int _at;
    private int _depth;

    private Expression(ReadOnlySpan<char> text) => _text = text;

    /// <exception cref="InvalidRequestException">It is not an expression, or has no finite value.</exception>
    public static double Evaluate(string text)
    {
        var expression = new Expression(text);
        var value = expression.Sum();
        expression.SkipSpace();
        if (expression._at < text.Length)
            throw expression.Wrong($"'{text[expression._at]}' was not expected");
        return double.IsFinite(value)
            ? value
            : throw new InvalidRequestException("expression", "has no finite value (a division by zero or an overflow).");
    }

    private double Sum()
    {
        if (++_depth > Deepest)
            throw Wrong($"it is nested deeper than {Deepest} levels");
        var value = Product();
        while (true)
        {
            if (Take('+'))
                value += Product();
            else if (Take('-'))
                value -= Product();
            else
                break;
        }
        _depth--;
        return value;
    }

    private double Product()
    {
        var value = Signed();
        while (true)
        {
            if (Take('*'))
                value *= Signed();
            else if (Take('/'))
                value /= Signed();
            else if (Take('%'))
                value %= Signed();
            else
                return value;
        }
    }

    // -2^2 is -(2^2), and 2^-1 and 2^3^2 = 2^(3^2) read as mathematicians write them.
    private double Signed()
    {
        var negative = false;
        while (true)
        {
            if (Take('-'))
                negative = !negative;
            else if (!Take('+'))
                break;
        }
        var value = Power();
        return negative ? -value : value;
    }

    private double Power()
    {
        var value = Operand();
        if (!Take('^'))
            return value;
        if (++_depth > Deepest)
            throw Wrong($"it is nested deeper than {Deepest} levels");
        value = Math.Pow(value, Signed());
        _depth--;
        return value;
    }

    private double Operand()
    {
        SkipSpace();
        if (Take('('))
        {
            var value = Sum();
            Require(')');
            return value;
        }
        var start = _at;
        if (_at < _text.Length && char.IsAsciiLetter(_text[_at]))
            return Named(start);
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] == '.'))
            _at++;
        return double.TryParse(_text[start.._at], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong("a number was expected");
    }

    private double Named(int start)
    {
        while (_at < _text.Length && char.IsAsciiLetterOrDigit(_text[_at]))
            _at++;
        var name = _text[start.._at].ToString();
        if (!Take('('))
            return Constants.TryGetValue(name, out var constant) ? constant : throw Wrong($"'{name}' is not known");
        if (!Functions.TryGetValue(name, out var function))
            throw Wrong($"there is no function '{name}'");
        var arguments = new List<double> { Sum() };
        while (Take(','))
            arguments.Add(Sum());
        Require(')');
        return arguments.Count >= function.Least && arguments.Count <= function.Most
            ? function.Apply([.. arguments])
            : throw Wrong($"{name} does not take {arguments.Count} arguments");
    }

    private bool Take(char symbol)
    {
        SkipSpace();
        if (_at >= _text.Length || _text[_at] != symbol)
            return false;
        _at++;
        return true;
    }

    private void Require(char symbol)
    {
        if (!Take(symbol))
            throw Wrong($"'{symbol}' was expected");
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private readonly InvalidRequestException Wrong(string what) => new("expression", $"is wrong at character {_at + 1}: {what}.");
}
