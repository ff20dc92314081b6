"""What the old code writes and ours must still show: names that both scripts speak of."""

TITLE = "Đường tròn và dây cung qua một lần nâng cấp"
QUERY = "duong tron day cung nang cap"
WORDS = "Dây cung lớn nhất của đường tròn là đường kính."
REMARK = "Xin nói rõ hơn ở giây này."
TEACHER, LEADER, HEAD, STUDENT = "giaovien", "totruong", "hieutruong", "hocsinh"
POSITION = 1.5
"""The second of the video that the student goes on from."""
