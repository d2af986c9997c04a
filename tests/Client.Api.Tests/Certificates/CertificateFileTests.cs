using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sanctum.Testing;

namespace Sanctum.Certificates;

public sealed class CertificateFileTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void A_certificate_that_is_replaced_is_used_and_one_that_cannot_be_read_is_not()
    {
        var (path, key) = _authority.Issue();
        var file = Open(path, key);
        var first = file.Current.SerialNumber;

        _authority.Issue();
        Touch(path, 10);
        Assert.Equal(first, file.Current.SerialNumber);
        _clock.Advance(TimeSpan.FromSeconds(3));
        var second = file.Current.SerialNumber;
        File.WriteAllText(path, "no certificate");
        Touch(path, 20);
        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.NotEqual(first, second);
        Assert.Equal(second, file.Current.SerialNumber);
        Assert.True(file.Current.HasPrivateKey);
    }

    [Fact]
    public void Files_that_are_missing_or_do_not_belong_together_are_refused_with_the_setting()
    {
        var (path, key) = _authority.Issue();
        var (_, otherKey) = _authority.Issue("other");

        foreach (var (certificate, wrong) in new[] { (path, otherKey), (path, "nothing.key"), ("nothing.pem", key), (key, path) })
        {
            var refusal = Assert.Throws<ValidationException>(() => Open(certificate, wrong));
            Assert.StartsWith("A:Setting: the certificate", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(15, null, null)]
    [InlineData(13, null, "expires on")]
    [InlineData(-1, "expired on", "expires on")]
    public async Task The_end_of_a_certificate_is_announced_14_days_before(int daysLeft, string? problem, string? weakness)
    {
        var (path, key) = _authority.Issue(until: _clock.GetUtcNow().AddDays(daysLeft).AddHours(1));
        var probe = new CertificateProbe([Open(path, key)], _clock);

        var (foundProblem, foundWeakness) = (await probe.FindProblem(default), await probe.FindWeakness(default));

        Assert.Equal((problem is null, weakness is null), (foundProblem is null, foundWeakness is null));
        Assert.Contains(problem ?? "", foundProblem ?? "", StringComparison.Ordinal);
        Assert.Contains(weakness ?? "", foundWeakness ?? "", StringComparison.Ordinal);
    }

    // The clock of a file system may be too coarse to tell two writes apart.
    private static void Touch(string path, int seconds) => File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(seconds));

    private CertificateFile Open(string path, string key) => new("A:Setting", path, key, _clock, NullLogger.Instance);
}
