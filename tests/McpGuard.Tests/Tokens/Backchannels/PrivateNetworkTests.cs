using System.Net;

namespace McpGuard.Tests.Tokens.Backchannels;

/// <summary>Which addresses a name must not lead to: the first and last of each network, and their neighbours outside.</summary>
[TestFixture]
[Category("TOK-31")]
internal sealed class PrivateNetworkTests
{
    [TestCase("0.0.0.0", "0.255.255.255", "1.0.0.0")]
    [TestCase("10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0")]
    [TestCase("100.64.0.0", "100.127.255.255", "100.63.255.255", "100.128.0.0")]
    [TestCase("127.0.0.0", "127.255.255.255", "126.255.255.255", "128.0.0.0")]
    [TestCase("169.254.0.0", "169.254.255.255", "169.253.255.255", "169.255.0.0")]
    [TestCase("172.16.0.0", "172.31.255.255", "172.15.255.255", "172.32.0.0")]
    [TestCase("192.0.0.0", "192.0.0.255", "191.255.255.255", "192.0.1.0")]
    [TestCase("192.168.0.0", "192.168.255.255", "192.167.255.255", "192.169.0.0")]
    [TestCase("198.18.0.0", "198.19.255.255", "198.17.255.255", "198.20.0.0")]
    [TestCase("224.0.0.0", "255.255.255.255", "223.255.255.255")]
    [TestCase("::", "::1", "::2")]
    [TestCase("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "64:ff9b:2::")]
    [TestCase("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:200::")]
    [TestCase("2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2003::")]
    [TestCase("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe00::")]
    [TestCase("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [TestCase("fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [TestCase("ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void Network_is_private_from_its_first_address_to_its_last(string first, string last, params string[] outside)
    {
        foreach (var address in new[] { first, last })
            Assert.That(IsPrivate(address), Is.True, address);
        foreach (var address in outside)
            Assert.That(IsPrivate(address), Is.False, address);
    }

    [TestCase("::ffff:10.0.0.1", true)]
    [TestCase("::ffff:169.254.169.254", true)]
    [TestCase("::ffff:127.0.0.1", true)]
    [TestCase("::ffff:8.8.8.8", false)]
    [TestCase("64:ff9b::10.0.0.1", true)]
    [TestCase("64:ff9b::a9fe:a9fe", true)]
    [TestCase("64:ff9b::127.0.0.1", true)]
    [TestCase("64:ff9b::8.8.8.8", false)]
    [TestCase("fe80::1%1", true)]
    public void Notation_of_an_address_does_not_change_whether_it_is_private(string address, bool isPrivate) =>
        Assert.That(IsPrivate(address), Is.EqualTo(isPrivate));

    [TestCase("8.8.8.8")]
    [TestCase("20.190.151.7")]
    [TestCase("2001:4860:4860::8888")]
    [TestCase("2603:1037:1:140::3")]
    public void Public_address_is_not_private(string address) => Assert.That(IsPrivate(address), Is.False);

    private static bool IsPrivate(string address) => PrivateNetwork.Contains(IPAddress.Parse(address));
}
