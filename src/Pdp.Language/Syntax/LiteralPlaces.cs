using Pdp.Language.Text;

namespace Pdp.Language.Syntax;

/// <summary>Where the parts of a string literal's value stand in the author's text, asked from the first part to the last.</summary>
internal sealed class LiteralPlaces
{
    private readonly string _text;
    private readonly bool _isRaw;
    private int _position;
    private int _unit;

    /// <summary>Begins at the first character of the value.</summary>
    /// <param name="text">The author's text.</param>
    /// <param name="literal">A string literal in it, which was read without a mistake.</param>
    public LiteralPlaces(string text, TextSpan literal)
    {
        _text = text;
        (_position, _, _isRaw) = LiteralReader.Content(text, literal);
    }

    /// <summary>The stretch of the text that spells a part of the value.</summary>
    /// <param name="start">Where the part begins, in UTF-16 units of the value; not before the end of the part asked for last.</param>
    /// <param name="end">Where it ends.</param>
    public TextSpan Next(int start, int end)
    {
        Advance(start);
        var first = _position;
        Advance(end);
        return TextSpan.FromBounds(first, _position);
    }

    private void Advance(int unit)
    {
        while (_unit < unit) Step();
    }

    /// <summary>Moves behind a character or an escape.</summary>
    private void Step()
    {
        if (_isRaw || _text[_position] != '\\')
        {
            _position++;
            _unit++;
            return;
        }

        var length = _text[_position + 1] switch
        {
            'x' or 'X' or (>= '0' and <= '3') => 4,
            'u' => 6,
            'U' => 10,
            _ => 2,
        };

        // Of the eight digits behind `\U`, the first four are not all zero beyond the basic plane.
        var isPair = length == 10 && !_text.AsSpan(_position + 2, 4).SequenceEqual("0000");
        _position += length;
        _unit += isPair ? 2 : 1;
    }
}
